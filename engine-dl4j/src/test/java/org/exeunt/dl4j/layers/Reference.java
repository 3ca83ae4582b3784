package org.exeunt.dl4j.layers;

/**
 * A simple double-precision implementation of a layer, with which the fast layers are compared. Arrays are row-major.
 */
abstract class Reference {
    /**
     * The result of a backward pass.
     *
     * @param input gradient at the input
     * @param weights gradient at the weights
     * @param bias gradient at the bias
     */
    record Gradients(double[] input, double[] weights, double[] bias) {}

    abstract int inputSize();

    abstract int outputSize();

    abstract int weightCount();

    abstract int biasCount();

    abstract double[] forward(double[] x, double[] weights, double[] bias);

    abstract Gradients backward(double[] x, double[] weights, double[] bias, double[] dy);

    /**
     * Convolution of stride 1, bias, ReLU and max-pooling; channels last, weights
     * {@code [out, in, kernel height, kernel width]}.
     */
    static final class ConvReluPool extends Reference {
        private final int batch;
        private final int in;
        private final int out;
        private final Axis vertical;
        private final Axis horizontal;

        /**
         * One axis of the image: its length, the kernel, the zeros before the image, the length after the convolution,
         * and the pooling windows.
         */
        private record Axis(int size, int kernel, int pad, int convolved, int pool) {
            Axis(int size, int kernel, boolean same, int pool) {
                this(size, kernel, same ? (kernel - 1) / 2 : 0, same ? size : size - kernel + 1, pool);
            }

            int pooled() {
                return convolved / pool;
            }
        }

        private ConvReluPool(int batch, int in, int out, Axis vertical, Axis horizontal) {
            this.batch = batch;
            this.in = in;
            this.out = out;
            this.vertical = vertical;
            this.horizontal = horizontal;
        }

        /** Creates the layer for square images and kernels with 2x2 pooling. */
        ConvReluPool(int batch, int kernel, int in, int out, int size) {
            this(batch, in, out, new Axis(size, kernel, false, 2), new Axis(size, kernel, false, 2));
        }

        /** Creates the layer for series: images and kernels of height 1, pooling along the row. */
        static ConvReluPool ofSeries(int batch, int kernel, int in, int out, int time) {
            return new ConvReluPool(batch, in, out, new Axis(1, 1, false, 1), new Axis(time, kernel, false, 2));
        }

        /** Creates the layer with padding that keeps the size, without pooling. */
        static ConvReluPool unpooled(
                int batch, int kernelHeight, int kernelWidth, int in, int out, int height, int width) {
            return new ConvReluPool(
                    batch, in, out, new Axis(height, kernelHeight, true, 1), new Axis(width, kernelWidth, true, 1));
        }

        @Override
        int inputSize() {
            return batch * vertical.size * horizontal.size * in;
        }

        @Override
        int outputSize() {
            return batch * vertical.pooled() * horizontal.pooled() * out;
        }

        @Override
        int weightCount() {
            return out * in * vertical.kernel * horizontal.kernel;
        }

        @Override
        int biasCount() {
            return out;
        }

        /** Visits all products of the convolution as (output index, input index, weight index). */
        private void products(Product visitor) {
            for (int n = 0; n < batch; n++) {
                for (int row = 0; row < vertical.convolved; row++) {
                    for (int column = 0; column < horizontal.convolved; column++) {
                        for (int i = 0; i < vertical.kernel; i++) {
                            for (int j = 0; j < horizontal.kernel; j++) {
                                int y = row - vertical.pad + i;
                                int x = column - horizontal.pad + j;
                                if (y < 0 || y >= vertical.size || x < 0 || x >= horizontal.size) {
                                    continue;
                                }
                                for (int o = 0; o < out; o++) {
                                    for (int c = 0; c < in; c++) {
                                        visitor.visit(
                                                ((n * vertical.convolved + row) * horizontal.convolved + column) * out
                                                        + o,
                                                ((n * vertical.size + y) * horizontal.size + x) * in + c,
                                                ((o * in + c) * vertical.kernel + i) * horizontal.kernel + j);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }

        private interface Product {
            void visit(int output, int input, int weight);
        }

        private double[] convolve(double[] x, double[] weights, double[] bias) {
            double[] z = new double[batch * vertical.convolved * horizontal.convolved * out];
            for (int i = 0; i < z.length; i++) {
                z[i] = bias[i % out];
            }
            products((output, input, weight) -> z[output] += x[input] * weights[weight]);
            return z;
        }

        /** Returns the index of the first largest value of a pooling window. */
        private int largest(double[] z, int position) {
            int channel = position % out;
            int column = position / out % horizontal.pooled();
            int row = position / out / horizontal.pooled() % vertical.pooled();
            int n = position / out / horizontal.pooled() / vertical.pooled();
            int best = -1;
            for (int i = 0; i < vertical.pool; i++) {
                for (int j = 0; j < horizontal.pool; j++) {
                    int y = vertical.pool * row + i;
                    int x = horizontal.pool * column + j;
                    int candidate = ((n * vertical.convolved + y) * horizontal.convolved + x) * out + channel;
                    best = best < 0 || z[candidate] > z[best] ? candidate : best;
                }
            }
            return best;
        }

        @Override
        double[] forward(double[] x, double[] weights, double[] bias) {
            double[] z = convolve(x, weights, bias);
            double[] y = new double[outputSize()];
            for (int i = 0; i < y.length; i++) {
                y[i] = Math.max(0, z[largest(z, i)]);
            }
            return y;
        }

        @Override
        Gradients backward(double[] x, double[] weights, double[] bias, double[] dy) {
            double[] z = convolve(x, weights, bias);
            double[] dz = new double[z.length];
            for (int i = 0; i < dy.length; i++) {
                int from = largest(z, i);
                if (z[from] > 0) {
                    dz[from] = dy[i];
                }
            }
            Gradients gradients = new Gradients(new double[x.length], new double[weights.length], new double[out]);
            for (int i = 0; i < dz.length; i++) {
                gradients.bias[i % out] += dz[i];
            }
            products((output, input, weight) -> {
                gradients.input[input] += dz[output] * weights[weight];
                gradients.weights[weight] += dz[output] * x[input];
            });
            return gradients;
        }
    }

    /** Dense layer with bias and optional ReLU; weights {@code [out, in]}. */
    static final class Dense extends Reference {
        private final int batch;
        private final int in;
        private final int out;
        private final boolean relu;

        Dense(int batch, int in, int out, boolean relu) {
            this.batch = batch;
            this.in = in;
            this.out = out;
            this.relu = relu;
        }

        @Override
        int inputSize() {
            return batch * in;
        }

        @Override
        int outputSize() {
            return batch * out;
        }

        @Override
        int weightCount() {
            return out * in;
        }

        @Override
        int biasCount() {
            return out;
        }

        @Override
        double[] forward(double[] x, double[] weights, double[] bias) {
            double[] y = new double[outputSize()];
            for (int i = 0; i < y.length; i++) {
                int n = i / out;
                int o = i % out;
                double sum = bias[o];
                for (int c = 0; c < in; c++) {
                    sum += x[n * in + c] * weights[o * in + c];
                }
                y[i] = relu ? Math.max(0, sum) : sum;
            }
            return y;
        }

        @Override
        Gradients backward(double[] x, double[] weights, double[] bias, double[] dy) {
            double[] y = forward(x, weights, bias);
            Gradients gradients = new Gradients(new double[x.length], new double[weights.length], new double[out]);
            for (int i = 0; i < y.length; i++) {
                int n = i / out;
                int o = i % out;
                double d = relu && y[i] <= 0 ? 0 : dy[i];
                gradients.bias[o] += d;
                for (int c = 0; c < in; c++) {
                    gradients.weights[o * in + c] += d * x[n * in + c];
                    gradients.input[n * in + c] += d * weights[o * in + c];
                }
            }
            return gradients;
        }
    }

    /** Mean over positions, channels last or first. */
    static final class Average extends Reference {
        private final int batch;
        private final int positions;
        private final int channels;
        private final boolean channelsLast;

        Average(int batch, int positions, int channels, boolean channelsLast) {
            this.batch = batch;
            this.positions = positions;
            this.channels = channels;
            this.channelsLast = channelsLast;
        }

        @Override
        int inputSize() {
            return batch * positions * channels;
        }

        @Override
        int outputSize() {
            return batch * channels;
        }

        @Override
        int weightCount() {
            return 0;
        }

        @Override
        int biasCount() {
            return 0;
        }

        private int output(int input) {
            int n = input / (positions * channels);
            int within = input % (positions * channels);
            return n * channels + (channelsLast ? within % channels : within / positions);
        }

        @Override
        double[] forward(double[] x, double[] weights, double[] bias) {
            double[] y = new double[outputSize()];
            for (int i = 0; i < x.length; i++) {
                y[output(i)] += x[i] / positions;
            }
            return y;
        }

        @Override
        Gradients backward(double[] x, double[] weights, double[] bias, double[] dy) {
            double[] dx = new double[x.length];
            for (int i = 0; i < dx.length; i++) {
                dx[i] = dy[output(i)] / positions;
            }
            return new Gradients(dx, new double[0], new double[0]);
        }
    }
}
