package org.exeunt.dl4j.kernels.host;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.Doubles;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.OpenBlasKernels;

/**
 * Prints the largest and the root-mean-square error of 3x3 convolutions against double precision, as a table. Errors
 * are in millionths of the root mean square of the exact values. Inputs, gradients and weights are normally
 * distributed. Started by {@code benchmarks/convolutions errors}.
 */
public final class ConvolutionErrors {
    private static final int BATCH = 4;

    private ConvolutionErrors() {}

    /** Prints the table. */
    public static void main(String[] arguments) {
        OpenBlasKernels.select();
        System.out.println("| channels | size | algorithm | result | input gradient | weight gradient |");
        System.out.println("|---|---|---|---|---|---|");
        print(Window.same(3), 64, 32);
        print(Window.valid(3), 128, 15);
        print(Window.same(3), 128, 16);
        print(Window.same(3), 256, 8);
        print(Window.same(3), 512, 4);
    }

    private static void print(Window window, int channels, int size) {
        int length = (int) window.outputLength(size);
        Grid grid = new Grid(BATCH, size, size, length, length);
        double[] x = normal(BATCH * size * size * channels, 1);
        double[] weights = normal(channels * channels * 9, 2);
        double[] dz = normal(BATCH * length * length * channels, 3);
        double[][] exact = {new double[dz.length], new double[x.length], new double[weights.length]};
        convolve(window, channels, grid, x, weights, dz, exact);
        for (var kind : List.of(ConvolutionShape.Algorithm.WINOGRAD, ConvolutionShape.Algorithm.PATCHES)) {
            NativeFloats[] found = {floats(dz), floats(x), floats(weights)};
            WholeArrays whole = new WholeArrays(found[0], floats(dz), channels);
            ConvolutionAlgorithm algorithm = new ConvolutionShape(window, window, channels, channels).create(kind);
            algorithm.prepare(floats(weights), false);
            algorithm.forward(floats(x), grid, whole);
            algorithm.backward(floats(x), grid, whole, found[1], found[2]);
            System.out.printf(
                    "| %d | %d | %s | %s | %s | %s |%n",
                    channels,
                    size,
                    kind.name().toLowerCase(Locale.ROOT),
                    errors(found[0], exact[0]),
                    errors(found[1], exact[1]),
                    errors(found[2], exact[2]));
        }
    }

    /** Adds the result, the gradient at the input and the gradient at the weights to {@code sums}. */
    private static void convolve(
            Window window, int channels, Grid grid, double[] x, double[] weights, double[] dz, double[][] sums) {
        for (int position = 0; position < grid.batch() * grid.positions(); position++) {
            int image = position / grid.positions();
            for (int tap = 0; tap < 9; tap++) {
                int row = position % grid.positions() / grid.columns() + tap / 3 - window.before();
                int column = position % grid.columns() + tap % 3 - window.before();
                if (row < 0 || row >= grid.height() || column < 0 || column >= grid.width()) {
                    continue;
                }
                int from = ((image * grid.height() + row) * grid.width() + column) * channels;
                for (int out = 0; out < channels; out++) {
                    int to = position * channels + out;
                    for (int in = 0, w = out * channels * 9 + tap; in < channels; in++, w += 9) {
                        sums[0][to] += weights[w] * x[from + in];
                        sums[1][from + in] += weights[w] * dz[to];
                        sums[2][w] += x[from + in] * dz[to];
                    }
                }
            }
        }
    }

    private static String errors(NativeFloats found, double[] exact) {
        float[] values = new float[exact.length];
        found.get(0, values, 0, values.length);
        double[] errors = Doubles.of(values);
        Arrays.setAll(errors, i -> Math.abs(errors[i] - exact[i]));
        double largest = Arrays.stream(errors).max().orElseThrow() * Math.sqrt(exact.length) / Doubles.norm(exact);
        return String.format(
                Locale.ROOT, "%.2f, %.1f", 1e6 * Doubles.norm(errors) / Doubles.norm(exact), 1e6 * largest);
    }

    private static double[] normal(int count, long seed) {
        double[] values = Doubles.normal(new Random(seed), count, 0, 1);
        Arrays.setAll(values, i -> (float) values[i]);
        return values;
    }

    private static NativeFloats floats(double[] values) {
        return NativeFloats.of(Doubles.array(values, values.length));
    }
}
