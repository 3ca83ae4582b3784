package org.exeunt.dl4j.layers;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.exeunt.dl4j.kernels.Window;

/** Images {@code [batch, height, width, channels]} in double precision, with which fast layers are compared. */
public record Images(double[] values, int batch, int height, int width, int channels) {
    private static final double EPSILON = 1e-5;

    /** Convolves with weights {@code [out, in, kernel height, kernel width]}. */
    public Images convolve(double[] weights, int out, Window vertical, Window horizontal) {
        return convolve(weights, out, vertical, horizontal, (int) vertical.outputLength(height), (int)
                horizontal.outputLength(width));
    }

    /** Computes the given number of rows and columns of a convolution. */
    public Images convolve(double[] weights, int out, Window vertical, Window horizontal, int rows, int columns) {
        int taps = vertical.kernel() * horizontal.kernel();
        double[] byTap = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            byTap[(i % taps * channels + i / taps % channels) * out + i / taps / channels] = weights[i];
        }
        double[] z = new double[batch * rows * columns * out];
        for (int i = 0; i < batch * rows * columns * taps; i++) {
            int position = i / taps;
            int tap = i % taps;
            int y = position / columns % rows * vertical.stride() - vertical.before() + tap / horizontal.kernel();
            int x = position % columns * horizontal.stride() - horizontal.before() + tap % horizontal.kernel();
            if (y >= 0 && y < height && x >= 0 && x < width) {
                int from = ((position / columns / rows * height + y) * width + x) * channels;
                for (int c = 0; c < channels; c++) {
                    for (int o = 0; o < out; o++) {
                        z[position * out + o] += values[from + c] * byTap[(tap * channels + c) * out + o];
                    }
                }
            }
        }
        return new Images(z, batch, rows, columns, out);
    }

    /** Adds a value to each channel. */
    public Images plus(double[] bias) {
        return map((value, i) -> value + bias[i % channels]);
    }

    Images plus(Images other) {
        return map((value, i) -> value + other.values[i]);
    }

    public Images relu() {
        return map((value, i) -> Math.max(0, value));
    }

    /** Returns the maxima of windows; rows and columns that fill no window are left out. */
    public Images pool(int poolHeight, int poolWidth) {
        int rows = height / poolHeight;
        int columns = width / poolWidth;
        double[] largest = new double[batch * rows * columns * channels];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < values.length; i++) {
            int row = i / channels / width % height / poolHeight;
            int column = i / channels % width / poolWidth;
            if (row < rows && column < columns) {
                int n = i / channels / width / height;
                int to = ((n * rows + row) * columns + column) * channels + i % channels;
                largest[to] = Math.max(largest[to], values[i]);
            }
        }
        return new Images(largest, batch, rows, columns, channels);
    }

    /** Returns some channels. */
    public Images select(int... selected) {
        double[] result = new double[values.length / channels * selected.length];
        Arrays.setAll(result, i -> values[i / selected.length * channels + selected[i % selected.length]]);
        return new Images(result, batch, height, width, selected.length);
    }

    /** Returns the mean of each channel over the positions of each image, {@code [batch, channels]}. */
    public double[] average() {
        double[] means = new double[batch * channels];
        for (int i = 0; i < values.length; i++) {
            means[i / channels / width / height * channels + i % channels] += values[i] / (height * width);
        }
        return means;
    }

    /** Returns the means and the variances of each channel over the batch, or of each group of each image. */
    double[][] statistics(int groups) {
        int sets = groups == 0 ? channels : batch * groups;
        IntUnaryOperator setOf = sets(groups);
        double[][] statistics = new double[2][sets];
        for (int i = 0; i < values.length; i++) {
            statistics[0][setOf.applyAsInt(i)] += values[i] * sets / values.length;
        }
        for (int i = 0; i < values.length; i++) {
            double distance = values[i] - statistics[0][setOf.applyAsInt(i)];
            statistics[1][setOf.applyAsInt(i)] += distance * distance * sets / values.length;
        }
        return statistics;
    }

    Images normalise(double[] gamma, double[] beta, double[][] statistics, int groups) {
        IntUnaryOperator setOf = sets(groups);
        return map((value, i) -> {
            int set = setOf.applyAsInt(i);
            double standard = (value - statistics[0][set]) / Math.sqrt(statistics[1][set] + EPSILON);
            return gamma[i % channels] * standard + beta[i % channels];
        });
    }

    /** Returns the set of values with the same statistics, by index of the value. */
    private IntUnaryOperator sets(int groups) {
        if (groups == 0) {
            return i -> i % channels;
        }
        int image = height * width * channels;
        int inGroup = channels / groups;
        return i -> i / image * groups + i % channels / inGroup;
    }

    /** Computes a value from a value and its index. */
    private interface Change {
        double apply(double value, int index);
    }

    private Images map(Change change) {
        double[] changed = new double[values.length];
        Arrays.setAll(changed, i -> change.apply(values[i], i));
        return new Images(changed, batch, height, width, channels);
    }
}
