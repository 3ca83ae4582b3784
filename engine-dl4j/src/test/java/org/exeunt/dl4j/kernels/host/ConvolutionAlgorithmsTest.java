package org.exeunt.dl4j.kernels.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.Doubles;
import org.exeunt.dl4j.layers.Images;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares all algorithms, in float32, with double precision. */
class ConvolutionAlgorithmsTest {
    private static final long SEED = 20261126;
    /** Relative to the norm; the transforms of the Winograd algorithm lose about three of the 24 bits. */
    private static final double TOLERANCE = 8e-6;

    /** A convolution and its algorithm. */
    record Case(ConvolutionShape.Algorithm kind, Window vertical, Window horizontal, int in, int out, Grid grid) {
        /** Returns the algorithm as it is used for each kind of OpenBLAS's kernels. */
        Stream<ConvolutionAlgorithm> algorithms() {
            return kind == ConvolutionShape.Algorithm.WINOGRAD
                    ? Stream.of(false, true).map(without -> new Winograd(in, out, vertical.before(), without))
                    : Stream.of(new ConvolutionShape(vertical, horizontal, in, out).create(kind));
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
                // more channels than transformed at once, few tiles, large weights, more tiles than multiplied at once
                square(ConvolutionShape.Algorithm.WINOGRAD, same, 600, 2, 1, 7),
                square(ConvolutionShape.Algorithm.WINOGRAD, same, 600, 220, 2, 7),
                square(ConvolutionShape.Algorithm.WINOGRAD, same, 2, 3, 33, 22),
                // more tiles than OpenBLAS multiplies on one thread
                square(ConvolutionShape.Algorithm.WINOGRAD, same, 60, 64, 2, 24),
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
                // few positions, for which inference has the weights on the left
                square(ConvolutionShape.Algorithm.PATCHES, same, 6, 7, 1, 4),
                square(ConvolutionShape.Algorithm.PATCHES, Window.centred(1, 2), 5, 6, 1, 8),
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
    void agreesWithDoublePrecision(Case c) {
        int taps = c.vertical().kernel() * c.horizontal().kernel();
        Grid grid = c.grid();
        double[] x = normal(grid.batch() * grid.inputPositions() * c.in(), 1);
        double[] weights = normal(c.out() * c.in() * taps, 2);
        double[] dz = normal(grid.batch() * grid.positions() * c.out(), 3);
        double[] z = convolved(c, x, weights);
        // a convolution is linear in its input and in its weights, so that gradients are known along any direction
        double[] otherX = normal(x.length, 4);
        double[] otherWeights = normal(weights.length, 5);
        double slopeOfX = Doubles.dot(dz, convolved(c, otherX, weights));
        double slopeOfWeights = Doubles.dot(dz, convolved(c, x, otherWeights));

        NativeFloats input = floats(x, grid.batch(), grid.height(), grid.width(), c.in());
        NativeFloats inputGradient = floats(x, grid.batch(), grid.height(), grid.width(), c.in());
        NativeFloats given = floats(
                weights, c.out(), c.in(), c.vertical().kernel(), c.horizontal().kernel());
        NativeFloats weightGradient = floats(
                weights, c.out(), c.in(), c.vertical().kernel(), c.horizontal().kernel());
        WholeArrays whole = new WholeArrays(
                floats(new double[z.length], z.length), floats(dz, grid.batch() * grid.positions(), c.out()), c.out());
        for (ConvolutionAlgorithm algorithm : c.algorithms().toList()) {
            for (boolean forInference : new boolean[] {true, false}) {
                algorithm.prepare(given, forInference);
                whole.z().zero(0, z.length);
                inputGradient.zero(0, x.length);
                weightGradient.zero(0, weights.length);
                algorithm.forward(input, grid, whole);
                assertClose("result", whole.z(), z);
                algorithm.backward(input, grid, whole, inputGradient, weightGradient);
                assertSlope("gradient at the input", inputGradient, otherX, slopeOfX);
                assertSlope("gradient at the weights", weightGradient, otherWeights, slopeOfWeights);
            }
            weightGradient.zero(0, weightGradient.length());
            algorithm.backward(input, grid, whole, null, weightGradient);
            assertSlope("gradient at the weights alone", weightGradient, otherWeights, slopeOfWeights);
        }
    }

    /** A thread keeps the memory of wider networks. */
    @Test
    void tilesAtOnceDoNotDependOnEarlierNetworks() {
        ConvolutionScratch scratch = ConvolutionScratch.ofThread();
        assertThat(IntStream.of(320, 2048, 320).map(scratch::tilesAtOnce)).containsOnly(1);
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

    private static double[] convolved(Case c, double[] x, double[] weights) {
        Grid grid = c.grid();
        return new Images(x, grid.batch(), grid.height(), grid.width(), c.in())
                .convolve(weights, c.out(), c.vertical(), c.horizontal(), grid.rows(), grid.columns())
                .values();
    }

    private static double[] normal(int count, long key) {
        return Doubles.normal(new Random(SEED + key), count, 0, 1);
    }

    private static NativeFloats floats(double[] values, long... shape) {
        return NativeFloats.of(Doubles.array(values, shape));
    }

    private static void assertSlope(String what, NativeFloats gradient, double[] direction, double expected) {
        double[] values = values(gradient);
        double scale = Doubles.norm(values) * Doubles.norm(direction) / Math.sqrt(values.length);
        assertThat(Doubles.dot(values, direction))
                .as("%s, seed %d", what, SEED)
                .isCloseTo(expected, within(10 * TOLERANCE * scale));
    }

    private static void assertClose(String what, NativeFloats actual, double[] expected) {
        double[] difference = values(actual);
        Arrays.setAll(difference, i -> difference[i] - expected[i]);
        assertThat(Doubles.norm(difference) / Doubles.norm(expected))
                .as("%s, seed %d", what, SEED)
                .isLessThan(TOLERANCE);
    }

    private static double[] values(NativeFloats floats) {
        float[] values = new float[floats.length()];
        floats.get(0, values, 0, values.length);
        return Doubles.of(values);
    }
}
