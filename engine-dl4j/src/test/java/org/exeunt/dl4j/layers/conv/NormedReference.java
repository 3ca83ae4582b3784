package org.exeunt.dl4j.layers.conv;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.dl4j.kernels.Window;

/**
 * A simple double-precision implementation of convolutions with norms and of residual blocks, with which the fast
 * layers are compared. Arrays are {@code [batch, height, width, channels]}, row-major; the input is the parameter with
 * the name {@code x}.
 */
final class NormedReference {
    private static final double EPSILON = 1e-5;

    private final int batch;
    private final int size;
    private final List<ConvNorm> parts;
    private final ChannelNorm norm;

    NormedReference(int batch, int size, List<ConvNorm> parts, ChannelNorm norm) {
        this.batch = batch;
        this.size = size;
        this.parts = parts;
        this.norm = norm;
    }

    /** Returns the number of values of the input and of each trainable parameter. */
    Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("x", batch * size * size * parts.get(0).in());
        for (ConvNorm part : parts) {
            int kernel = part.window().kernel();
            sizes.put(part.weights(), part.out() * part.in() * kernel * kernel);
            sizes.put(part.gamma(), part.out());
            sizes.put(part.beta(), part.out());
        }
        return sizes;
    }

    int outputSize() {
        int length = (int) parts.get(0).window().outputLength(size);
        return batch * length * length * parts.get(0).out();
    }

    /** Returns the output; uses running statistics if {@code parameters} contains them. */
    double[] forward(Map<String, double[]> parameters) {
        return new Pass(parameters).y;
    }

    /**
     * Returns the gradients at the input and at all trainable parameters for a gradient at the output, with statistics
     * of the batch.
     */
    Map<String, double[]> backward(Map<String, double[]> parameters, double[] dy) {
        return new Pass(parameters).backward(dy);
    }

    /** Returns the mean and the unbiased variance of each convolution, with the names of {@link ConvNorm}. */
    Map<String, double[]> statistics(Map<String, double[]> parameters) {
        Pass pass = new Pass(parameters);
        Map<String, double[]> statistics = new HashMap<>();
        for (ConvNorm part : parts) {
            double[] z = pass.z.get(part);
            double[] means = new double[part.out()];
            double[] variances = new double[part.out()];
            int positions = z.length / part.out();
            for (int c = 0; c < part.out(); c++) {
                for (int i = c; i < z.length; i += part.out()) {
                    means[c] += z[i] / positions;
                }
                for (int i = c; i < z.length; i += part.out()) {
                    variances[c] += Math.pow(z[i] - means[c], 2) / (positions - 1);
                }
            }
            statistics.put(part.mean(), means);
            statistics.put(part.variance(), variances);
        }
        return statistics;
    }

    /** The stored values of one forward pass. */
    private final class Pass {
        final Map<String, double[]> parameters;
        final Map<ConvNorm, double[]> z = new HashMap<>();
        final Map<String, double[]> gradients = new HashMap<>();
        final double[] inner;
        final double[] y;

        Pass(Map<String, double[]> parameters) {
            this.parameters = parameters;
            double[] x = parameters.get("x");
            double[] first = clip(convolveAndNormalise(x, size, parts.get(0)));
            if (parts.size() == 1) {
                inner = null;
                y = first;
                return;
            }
            inner = first;
            double[] sum = convolveAndNormalise(inner, innerSize(), parts.get(1));
            double[] shortcut = parts.size() == 2 ? x : convolveAndNormalise(x, size, parts.get(2));
            for (int i = 0; i < sum.length; i++) {
                sum[i] += shortcut[i];
            }
            y = clip(sum);
        }

        private int innerSize() {
            return (int) parts.get(0).window().outputLength(size);
        }

        private double[] convolveAndNormalise(double[] input, int length, ConvNorm part) {
            double[] weights = parameters.get(part.weights());
            int outLength = (int) part.window().outputLength(length);
            double[] result = new double[batch * outLength * outLength * part.out()];
            products(length, part, (o, i, w) -> result[o] += input[i] * weights[w]);
            z.put(part, result);
            return normalise(result, part);
        }

        private double[] normalise(double[] values, ConvNorm part) {
            double[] gamma = parameters.get(part.gamma());
            double[] beta = parameters.get(part.beta());
            double[] result = standardise(values, part);
            forEachChannel(values.length, part, (i, c) -> result[i] = gamma[c] * result[i] + beta[c]);
            return result;
        }

        private double[] standardise(double[] values, ConvNorm part) {
            double[] result = new double[values.length];
            double[] running = parameters.get(part.mean());
            if (running != null) {
                double[] variance = parameters.get(part.variance());
                forEachChannel(
                        values.length,
                        part,
                        (i, c) -> result[i] = (values[i] - running[c]) / Math.sqrt(variance[c] + EPSILON));
                return result;
            }
            int[] set = sets(values.length, part);
            double[] mean = meansOfSets(values, set);
            double[] variance = variances(values, set);
            for (int i = 0; i < values.length; i++) {
                result[i] = (values[i] - mean[set[i]]) / Math.sqrt(variance[set[i]] + EPSILON);
            }
            return result;
        }

        Map<String, double[]> backward(double[] dy) {
            double[] dSum = dropWhereZero(dy, y);
            double[] dx;
            if (parts.size() == 1) {
                dx = throughConvolution(parameters.get("x"), size, throughNorm(dSum, parts.get(0)), parts.get(0));
            } else {
                double[] dInner = throughConvolution(inner, innerSize(), throughNorm(dSum, parts.get(1)), parts.get(1));
                double[] dFirst = throughNorm(dropWhereZero(dInner, inner), parts.get(0));
                dx = throughConvolution(parameters.get("x"), size, dFirst, parts.get(0));
                double[] throughShortcut = parts.size() == 2
                        ? dSum
                        : throughConvolution(parameters.get("x"), size, throughNorm(dSum, parts.get(2)), parts.get(2));
                for (int i = 0; i < dx.length; i++) {
                    dx[i] += throughShortcut[i];
                }
            }
            gradients.put("x", dx);
            return gradients;
        }

        private double[] throughConvolution(double[] input, int length, double[] dz, ConvNorm part) {
            double[] weights = parameters.get(part.weights());
            double[] dWeights = new double[weights.length];
            double[] dInput = new double[input.length];
            products(length, part, (o, i, w) -> {
                dInput[i] += dz[o] * weights[w];
                dWeights[w] += dz[o] * input[i];
            });
            gradients.put(part.weights(), dWeights);
            return dInput;
        }

        /** Computes (d - mean(d) - s mean(d s)) / deviation, where d is the gradient at the standardised values s. */
        private double[] throughNorm(double[] d, ConvNorm part) {
            double[] values = z.get(part);
            double[] standard = standardise(values, part);
            double[] gamma = parameters.get(part.gamma());
            double[] dGamma = new double[part.out()];
            double[] dBeta = new double[part.out()];
            double[] dStandard = new double[d.length];
            double[] product = new double[d.length];
            forEachChannel(d.length, part, (i, c) -> {
                dGamma[c] += d[i] * standard[i];
                dBeta[c] += d[i];
                dStandard[i] = d[i] * gamma[c];
                product[i] = dStandard[i] * standard[i];
            });
            gradients.put(part.gamma(), dGamma);
            gradients.put(part.beta(), dBeta);
            int[] set = sets(d.length, part);
            double[] variance = variances(values, set);
            double[] meanGradient = meansOfSets(dStandard, set);
            double[] meanProduct = meansOfSets(product, set);
            double[] dz = new double[d.length];
            for (int i = 0; i < d.length; i++) {
                dz[i] = (dStandard[i] - meanGradient[set[i]] - standard[i] * meanProduct[set[i]])
                        / Math.sqrt(variance[set[i]] + EPSILON);
            }
            return dz;
        }
    }

    private interface ChannelVisitor {
        void visit(int index, int channel);
    }

    private static void forEachChannel(int length, ConvNorm part, ChannelVisitor visitor) {
        for (int first = 0; first < length; first += part.out()) {
            for (int c = 0; c < part.out(); c++) {
                visitor.visit(first + c, c);
            }
        }
    }

    /** Returns, for every value, the index of the set of values that is normalised together. */
    private int[] sets(int length, ConvNorm part) {
        int[] set = new int[length];
        int exampleLength = length / batch;
        int together = norm.overBatch() ? 1 : part.out() / norm.groups();
        forEachChannel(
                length,
                part,
                (i, c) -> set[i] = norm.overBatch() ? c : i / exampleLength * norm.groups() + c / together);
        return set;
    }

    private static double[] meansOfSets(double[] values, int[] set) {
        int sets = Arrays.stream(set).max().orElseThrow() + 1;
        double[] means = new double[sets];
        for (int i = 0; i < values.length; i++) {
            means[set[i]] += values[i] * sets / values.length;
        }
        return means;
    }

    private static double[] variances(double[] values, int[] set) {
        double[] mean = meansOfSets(values, set);
        double[] squares = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            squares[i] = Math.pow(values[i] - mean[set[i]], 2);
        }
        return meansOfSets(squares, set);
    }

    private static double[] clip(double[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = Math.max(0, values[i]);
        }
        return result;
    }

    private static double[] dropWhereZero(double[] gradient, double[] output) {
        double[] result = new double[gradient.length];
        for (int i = 0; i < gradient.length; i++) {
            result[i] = output[i] > 0 ? gradient[i] : 0;
        }
        return result;
    }

    private interface Product {
        void visit(int output, int input, int weight);
    }

    /** Visits all products of a convolution as (output index, input index, weight index). */
    private void products(int length, ConvNorm part, Product visitor) {
        Window window = part.window();
        int kernel = window.kernel();
        int outLength = (int) window.outputLength(length);
        for (int position = 0; position < batch * outLength * outLength; position++) {
            int n = position / outLength / outLength;
            int row = position / outLength % outLength * window.stride() - window.before();
            int column = position % outLength * window.stride() - window.before();
            for (int tap = 0; tap < kernel * kernel; tap++) {
                int y = row + tap / kernel;
                int x = column + tap % kernel;
                if (y < 0 || y >= length || x < 0 || x >= length) {
                    continue;
                }
                for (int o = 0; o < part.out(); o++) {
                    for (int c = 0; c < part.in(); c++) {
                        visitor.visit(
                                position * part.out() + o,
                                ((n * length + y) * length + x) * part.in() + c,
                                (o * part.in() + c) * kernel * kernel + tap);
                    }
                }
            }
        }
    }
}
