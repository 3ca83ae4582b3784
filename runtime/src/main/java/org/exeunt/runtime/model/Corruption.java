package org.exeunt.runtime.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;

/**
 * A corruption of test images or time series, to measure models and exit rules on data that differ from the training
 * data.
 *
 * <p>Source: Hendrycks and Dietterich, Benchmarking Neural Network Robustness to Common Corruptions and Perturbations,
 * ICLR 2019, arXiv 1903.12261, with the five strengths of CIFAR-10-C. Deviations: values are corrupted after
 * normalisation and are not clipped; noise is relative to the standard deviation of the values, which is about 0.25 in
 * CIFAR-10 where the source adds noise of 0.04 to 0.1.
 *
 * @param kind of corruption
 * @param strength from 1, the weakest, to 5
 */
public record Corruption(Kind kind, int strength) {

    /** The kinds of corruption. */
    public enum Kind {
        /** Independent Gaussian noise on each value. */
        NOISE(0.16, 0.24, 0.32, 0.36, 0.4),
        /** Convolution with a Gaussian along height and width, or along time; edges are repeated. */
        BLUR(0.4, 0.6, 0.7, 0.8, 1),
        /** Values of each channel move towards their mean over the example. */
        CONTRAST(0.75, 0.5, 0.4, 0.3, 0.15);

        private final double[] amounts;

        Kind(double... amounts) {
            this.amounts = amounts;
        }
    }

    /**
     * Returns the corruption of a text such as {@code noise:3}.
     *
     * @throws ExeuntException CONFIG-16 if the text is none
     */
    public static Corruption parse(String text) {
        String[] parts = text.split(":", -1);
        if (!text.matches("(noise|blur|contrast):[1-5]")) {
            throw new ExeuntException(
                    Errors.CONFIG_16,
                    ("'%s' is no corruption; expected noise, blur, contrast, a colon and a strength from 1 to 5, such"
                                    + " as noise:3.")
                            .formatted(text));
        }
        return new Corruption(Kind.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1]));
    }

    /**
     * Checks that examples can be corrupted.
     *
     * @throws ExeuntException CONFIG-17 if they are neither images nor time series
     */
    void requireApplicable(String dataset, InputShape shape) {
        if (shape.lengths().size() < 2 || shape.vocabulary().isPresent()) {
            throw new ExeuntException(
                    Errors.CONFIG_17,
                    ("Examples of %s have the shape %s; expected images [channels, height, width] or time series"
                                    + " [channels, time] to corrupt. Evaluate this run without --corruption.")
                            .formatted(dataset, shape));
        }
    }

    /**
     * Returns the standard deviation of all values of some examples, to which noise is relative.
     *
     * @param examples of one or several clients
     */
    static double deviation(List<Examples> examples, InputShape shape) {
        float[] values = new float[shape.size()];
        double sum = 0;
        double squares = 0;
        long count = 0;
        for (Examples each : examples) {
            for (int i = 0; i < each.size(); i++) {
                each.copyTo(i, values, 0);
                for (float value : values) {
                    sum += value;
                    squares += (double) value * value;
                }
                count += values.length;
            }
        }
        return count == 0 ? 0 : Math.sqrt(Math.max(0, squares / count - sum / count * (sum / count)));
    }

    /**
     * Returns corrupted examples; the same on every access.
     *
     * @param deviation of the values, for noise
     * @param streams of the client
     */
    Examples of(Examples examples, InputShape shape, double deviation, RandomStreams streams) {
        int[] labels = IntStream.range(0, examples.size()).map(examples::label).toArray();
        double amount = kind.amounts[strength - 1];
        return Examples.of(labels, (index, target, offset) -> {
            examples.copyTo(index, target, offset);
            switch (kind) {
                case NOISE -> {
                    RandomGenerator random = streams.stream("noise", index);
                    for (int i = offset; i < offset + shape.size(); i++) {
                        target[i] += (float) (amount * deviation * random.nextGaussian());
                    }
                }
                case BLUR -> blur(target, offset, shape, amount);
                case CONTRAST -> reduceContrast(target, offset, shape, amount);
            }
        });
    }

    private static void reduceContrast(float[] values, int offset, InputShape shape, double amount) {
        int plane = shape.size() / shape.lengths().get(0);
        for (int from = offset; from < offset + shape.size(); from += plane) {
            double mean = 0;
            for (int i = from; i < from + plane; i++) {
                mean += values[i] / (double) plane;
            }
            for (int i = from; i < from + plane; i++) {
                values[i] = (float) (mean + amount * (values[i] - mean));
            }
        }
    }

    /** Convolves along every axis but the channels, one after the other, with weights up to four deviations. */
    private static void blur(float[] values, int offset, InputShape shape, double deviation) {
        int reach = (int) Math.ceil(4 * deviation);
        double[] kernel = new double[2 * reach + 1];
        Arrays.setAll(kernel, i -> Math.exp(-0.5 * Math.pow((i - reach) / deviation, 2)));
        double sum = Arrays.stream(kernel).sum();
        Arrays.setAll(kernel, i -> kernel[i] / sum);
        int stride = 1;
        for (int axis = shape.lengths().size() - 1; axis > 0; axis--) {
            int length = shape.lengths().get(axis);
            float[] given = Arrays.copyOfRange(values, offset, offset + shape.size());
            for (int i = 0; i < given.length; i++) {
                int at = i / stride % length;
                double blurred = 0;
                for (int k = -reach; k <= reach; k++) {
                    int from = Math.min(length - 1, Math.max(0, at + k));
                    blurred += kernel[k + reach] * given[i + (from - at) * stride];
                }
                values[offset + i] = (float) blurred;
            }
            stride *= length;
        }
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ":" + strength;
    }
}
