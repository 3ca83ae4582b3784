package org.exeunt.dl4j.kernels.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares all algorithms, in float32, with nested loops in double precision. */
class ConvolutionAlgorithmsTest {
    private static final long SEED = 20261126;
    /** Relative to the norm; the transforms of the Winograd algorithm lose about three of the 24 bits. */
    private static final double TOLERANCE = 8e-6;

    /** A convolution and its algorithm. */
    record Case(ConvolutionShape.Algorithm kind, Window vertical, Window horizontal, int in, int out, Grid grid) {
        ConvolutionAlgorithm algorithm() {
            return new ConvolutionShape(vertical, horizontal, in, out).create(kind);
        }
    }

    static Stream<Case> cases() {
        Window valid = Window.valid(3);
        Window same = Window.same(3);
        return Stream.of(
                square(ConvolutionShape.Algorithm.WINOGRAD, valid, 4, 5, 2, 6),
                square(ConvolutionShape.Algorithm.WINOGRAD, same, 5, 4, 3, 9),
                square(ConvolutionShape.Algorithm.WINOGRAD, same, 3, 7, 2, 1),
                square(ConvolutionShape.Algorithm.WINOGRAD, same, 16, 33, 2, 5),
                // more channels than transformed at once, and more tiles than multiplied at once
                square(ConvolutionShape.Algorithm.WINOGRAD, same, 600, 2, 1, 7),
                square(ConvolutionShape.Algorithm.WINOGRAD, same, 2, 3, 33, 22),
                // a grid without the positions that pooling ignores, and with input rows and columns that no tile
                // covers
                new Case(ConvolutionShape.Algorithm.WINOGRAD, valid, valid, 4, 4, new Grid(3, 9, 16, 4, 12)),
                new Case(ConvolutionShape.Algorithm.PATCHES, valid, valid, 4, 4, new Grid(3, 9, 16, 6, 12)),
                square(ConvolutionShape.Algorithm.PATCHES, same, 3, 5, 2, 6),
                square(ConvolutionShape.Algorithm.PATCHES, Window.same(4), 2, 3, 2, 5),
                square(ConvolutionShape.Algorithm.PATCHES, Window.valid(5), 3, 4, 2, 7),
                square(ConvolutionShape.Algorithm.PATCHES, Window.centred(3, 2), 5, 6, 3, 9),
                square(ConvolutionShape.Algorithm.PATCHES, Window.centred(1, 2), 5, 6, 3, 8),
                square(ConvolutionShape.Algorithm.PATCHES, same, 3, 64, 20, 24),
                rows(Window.valid(5), 3, 4, 3, 11),
                rows(Window.same(4), 3, 4, 3, 10),
                square(ConvolutionShape.Algorithm.DIRECT, same, 3, 5, 2, 6),
                square(ConvolutionShape.Algorithm.DIRECT, Window.valid(5), 3, 4, 2, 7),
                square(ConvolutionShape.Algorithm.DIRECT, Window.same(4), 2, 3, 2, 5),
                square(ConvolutionShape.Algorithm.DIRECT, Window.centred(3, 2), 5, 6, 3, 9),
                square(ConvolutionShape.Algorithm.DIRECT, same, 3, 64, 20, 24));
    }

    private static Case square(ConvolutionShape.Algorithm kind, Window window, int in, int out, int batch, int size) {
        int length = (int) window.outputLength(size);
        return new Case(kind, window, window, in, out, new Grid(batch, size, size, length, length));
    }

    private static Case rows(Window window, int in, int out, int batch, int width) {
        Grid grid = new Grid(batch, 1, width, 1, (int) window.outputLength(width));
        return new Case(ConvolutionShape.Algorithm.PATCHES, Window.valid(1), window, in, out, grid);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithNestedLoops(Case c) {
        int taps = c.vertical().kernel() * c.horizontal().kernel();
        Grid grid = c.grid();
        double[] x = normal(grid.batch() * grid.inputPositions() * c.in(), 1);
        double[] weights = normal(c.out() * c.in() * taps, 2);
        double[] dz = normal(grid.batch() * grid.positions() * c.out(), 3);
        double[] z = new double[dz.length];
        double[] dx = new double[x.length];
        double[] dWeights = new double[weights.length];
        convolve(c, x, weights, dz, z, dx, dWeights);

        ConvolutionAlgorithm algorithm = c.algorithm();
        NativeFloats input = floats(x, grid.batch(), grid.height(), grid.width(), c.in());
        NativeFloats inputGradient = floats(x, grid.batch(), grid.height(), grid.width(), c.in());
        NativeFloats given = floats(
                weights, c.out(), c.in(), c.vertical().kernel(), c.horizontal().kernel());
        NativeFloats weightGradient = floats(
                weights, c.out(), c.in(), c.vertical().kernel(), c.horizontal().kernel());
        WholeArrays whole = new WholeArrays(
                floats(new double[z.length], z.length), floats(dz, grid.batch() * grid.positions(), c.out()), c.out());
        for (boolean forInference : new boolean[] {true, false}) {
            algorithm.prepare(given, forInference);
            whole.z().zero(0, z.length);
            inputGradient.zero(0, dx.length);
            weightGradient.zero(0, dWeights.length);
            algorithm.forward(input, grid, whole);
            assertClose("result", whole.z(), z);
            algorithm.backward(input, grid, whole, inputGradient, weightGradient);
            assertClose("gradient at the input", inputGradient, dx);
            assertClose("gradient at the weights", weightGradient, dWeights);
        }
        weightGradient.zero(0, weightGradient.length());
        algorithm.backward(input, grid, whole, null, weightGradient);
        assertClose("gradient at the weights without input gradient", weightGradient, dWeights);
    }

    @ParameterizedTest
    @MethodSource("windows")
    void winogradIsSelectedForEqualWindowsOnly(Window horizontal, ConvolutionShape.Algorithm expected) {
        ConvolutionShape shape = new ConvolutionShape(Window.same(3), horizontal, 16, 16);
        assertThat(shape.forward(shape.grid(80, 16, 16))).isEqualTo(expected);
    }

    static Stream<Arguments> windows() {
        return Stream.of(
                arguments(Window.same(3), ConvolutionShape.Algorithm.WINOGRAD),
                arguments(Window.valid(3), ConvolutionShape.Algorithm.PATCHES),
                arguments(Window.centred(3, 2), ConvolutionShape.Algorithm.PATCHES));
    }

    private static void convolve(
            Case c, double[] x, double[] weights, double[] dz, double[] z, double[] dx, double[] dWeights) {
        Grid grid = c.grid();
        for (int n = 0; n < grid.batch(); n++) {
            for (int row = 0; row < grid.rows(); row++) {
                for (int column = 0; column < grid.columns(); column++) {
                    for (int ky = 0; ky < c.vertical().kernel(); ky++) {
                        for (int kx = 0; kx < c.horizontal().kernel(); kx++) {
                            int y = row * c.vertical().stride()
                                    + ky
                                    - c.vertical().before();
                            int at = column * c.horizontal().stride()
                                    + kx
                                    - c.horizontal().before();
                            if (y < 0 || y >= grid.height() || at < 0 || at >= grid.width()) {
                                continue;
                            }
                            int from = ((n * grid.height() + y) * grid.width() + at) * c.in();
                            int to = ((n * grid.rows() + row) * grid.columns() + column) * c.out();
                            for (int o = 0; o < c.out(); o++) {
                                for (int i = 0; i < c.in(); i++) {
                                    int w = ((o * c.in() + i) * c.vertical().kernel() + ky)
                                                    * c.horizontal().kernel()
                                            + kx;
                                    z[to + o] += x[from + i] * weights[w];
                                    dx[from + i] += dz[to + o] * weights[w];
                                    dWeights[w] += dz[to + o] * x[from + i];
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private static double[] normal(int count, long key) {
        Random random = new Random(SEED + key);
        double[] values = new double[count];
        Arrays.setAll(values, i -> (float) random.nextGaussian());
        return values;
    }

    private static NativeFloats floats(double[] values, long... shape) {
        INDArray array = Nd4j.create(shape);
        NativeFloats floats = NativeFloats.of(array);
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) values[i];
        }
        floats.put(0, rounded, 0, rounded.length);
        return floats;
    }

    private static void assertClose(String what, NativeFloats actual, double[] expected) {
        float[] values = new float[expected.length];
        actual.get(0, values, 0, values.length);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(values[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(difference / norm)).as("%s, seed %d", what, SEED).isLessThan(TOLERANCE);
    }
}
