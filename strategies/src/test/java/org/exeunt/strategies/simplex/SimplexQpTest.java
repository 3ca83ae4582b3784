package org.exeunt.strategies.simplex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.Test;

class SimplexQpTest {
    private static final long SEED = 16;
    /** Expected values are given with ten digits. */
    private static final Offset<Double> DIGITS = within(1e-9);

    private static double[] minimum(double[][] quadratic, double... linear) {
        return SimplexQp.minimum(new SimplexProgram(quadratic, linear));
    }

    private static double[][] scaled(double factor, double[][] matrix) {
        return Arrays.stream(matrix)
                .map(row -> Arrays.stream(row).map(v -> factor * v).toArray())
                .toArray(double[][]::new);
    }

    private static double[][] identity(int size) {
        double[][] identity = new double[size][size];
        IntStream.range(0, size).forEach(j -> identity[j][j] = 1);
        return identity;
    }

    /** Algorithms 1.6: {@code a ||x||^2 + q.x} is least at the projection of {@code -q/(2a)}. */
    @Test
    void isotropicProgramIsAProjection() {
        assertThat(minimum(identity(3), -1, -.6, -.4)).containsExactly(new double[] {.5, .3, .2}, DIGITS);
        assertThat(minimum(identity(3), -2, -2, -2)).containsExactly(new double[] {1 / 3., 1 / 3., 1 / 3.}, DIGITS);
        assertThat(minimum(identity(3), -4, 0, 0)).containsExactly(1, 0, 0);
        assertThat(minimum(identity(3), -1.2, -1.2, 2)).containsExactly(new double[] {.5, .5, 0}, DIGITS);
        assertThat(minimum(identity(3), -.8, -.4, .2))
                .containsExactly(new double[] {.5666666667, .3666666667, .0666666667}, DIGITS);
        assertThat(minimum(identity(3), 10, 12, 14)).containsExactly(1, 0, 0);
    }

    /** With diagonal P and no linear part, weights are proportional to the inverse entries. */
    @Test
    void diagonalProgramGivesInverseWeights() {
        double[][] variances = {{.625, 0, 0}, {0, .6875, 0}, {0, 0, 2 / 9.}};
        assertThat(minimum(variances, 0, 0, 0))
                .containsExactly(new double[] {.2117930205, .1925391095, .5956678700}, DIGITS);
    }

    /** {@code min 2x^2 + 2xy + 3y^2 - x} with y = 1 - x: derivative 6x - 5. */
    @Test
    void coupledProgramMatchesHandSolution() {
        assertThat(minimum(new double[][] {{2, 1}, {1, 3}}, -1, 0))
                .containsExactly(new double[] {5 / 6., 1 / 6.}, DIGITS);
    }

    /** Algorithms 1.6: all mass on the smallest entry of q, ties to the lowest index. */
    @Test
    void zeroMatrixSelectsTheSmallestEntry() {
        assertThat(minimum(new double[3][3], .2, -1, 3)).containsExactly(0, 1, 0);
        assertThat(minimum(new double[3][3], 4, 2, 2)).containsExactly(0, 1, 0);
        assertThat(minimum(new double[1][1], 7)).containsExactly(1);
    }

    @Test
    void expensiveEntriesGetNoWeight() {
        assertThat(minimum(scaled(1e-200, identity(3)), 1, 1, 2)).containsExactly(new double[] {.5, .5, 0}, DIGITS);
        assertThat(minimum(scaled(1e200, identity(2)), 1, -1)).containsExactly(new double[] {.5, .5}, DIGITS);
    }

    @Test
    void randomProgramsMeetOptimalityConditions() {
        RandomGenerator random = new RandomStreams(SEED).stream("programs");
        for (int draw = 0; draw < 300; draw++) {
            SimplexProgram program = random(random);
            String description = "seed %d, program %d of %d weights".formatted(SEED, draw, program.size());
            double[] x = SimplexQp.minimum(program);
            assertThat(Arrays.stream(x).min().orElseThrow()).as(description).isNotNegative();
            assertThat(Arrays.stream(x).sum()).as(description).isCloseTo(1, within(1e-12));
            assertThat(program.violation(x)).as(description).isLessThanOrEqualTo(1e-9);
            double unit = program.curvature();
            double value = program.value(x) / unit;
            for (int other = 0; other < 20; other++) {
                double[] point = Simplex.project(random.doubles(x.length).toArray());
                assertThat(program.value(point) / unit)
                        .as("%s: value elsewhere", description)
                        .isGreaterThanOrEqualTo(value - 1e-9 * Math.max(1, Math.abs(value)));
            }
        }
    }

    @Test
    void uniqueMinimaAgreeWithProjectedGradients() {
        RandomGenerator random = new RandomStreams(SEED).stream("unique");
        for (int draw = 0; draw < 100; draw++) {
            int size = random.nextInt(1, 15);
            double[][] quadratic = gram(random, size, size + 3);
            IntStream.range(0, size).forEach(j -> quadratic[j][j] += .5);
            SimplexProgram program =
                    new SimplexProgram(quadratic, random.doubles(size, -1, 1).toArray());
            assertThat(SimplexQp.minimum(program))
                    .as("seed %d, program %d", SEED, draw)
                    .containsExactly(descended(program), within(1e-7));
        }
    }

    @Test
    void scaleAndOffsetChangeNothing() {
        RandomGenerator random = new RandomStreams(SEED).stream("scale");
        double[][] quadratic = gram(random, 6, 8);
        double[] linear = random.doubles(6, -1, 1).toArray();
        double[] expected = minimum(quadratic, linear);
        for (double factor : new double[] {1e-12, 1e-3, 1e9}) {
            double[] moved = Arrays.stream(linear).map(q -> factor * (q + 5)).toArray();
            assertThat(minimum(scaled(factor, quadratic), moved))
                    .as("times %s", factor)
                    .containsExactly(expected, DIGITS);
        }
    }

    /** Two identical clients: any split of their weight is a minimum. */
    @Test
    void singularProgramHasASolution() {
        double[][] twins = {{1, 1, 0}, {1, 1, 0}, {0, 0, 1}};
        double[] x = minimum(twins, 0, 0, 0);
        assertThat(x[0] + x[1]).isCloseTo(.5, DIGITS);
        assertThat(x[2]).isCloseTo(.5, DIGITS);
        assertThat(minimum(twins, 0, 0, 0)).isEqualTo(x);
    }

    @Test
    void violationDetectsSuboptimalPoints() {
        SimplexProgram program = new SimplexProgram(identity(2), new double[] {-1.5, -1});
        assertThat(program.violation(new double[] {.625, .375})).isCloseTo(0, DIGITS);
        assertThat(program.violation(new double[] {.5, .5})).isCloseTo(.25, DIGITS);
        assertThat(program.violation(new double[] {.625, .385})).isGreaterThan(.009);
        assertThat(program.violation(new double[] {1.1, -.1})).isGreaterThanOrEqualTo(.1);
    }

    @Test
    void rejectsInvalidPrograms() {
        assertThatThrownBy(() -> new SimplexProgram(new double[0][], new double[0]))
                .hasMessageContaining("0 rows");
        assertThatThrownBy(() -> new SimplexProgram(new double[2][3], new double[2]))
                .hasMessageContaining("row 0 of P has 3");
        assertThatThrownBy(() -> new SimplexProgram(new double[][] {{1, 2}, {3, 1}}, new double[2]))
                .hasMessageContaining("2.0 at (0, 1) and 3.0 at (1, 0)");
        assertThatThrownBy(() -> new SimplexProgram(new double[][] {{Double.NaN}}, new double[1]))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new SimplexProgram(new double[1][1], new double[] {Double.POSITIVE_INFINITY}))
                .hasMessageContaining("entry 0 of q");
    }

    @Test
    void rejectsNonConvexPrograms() {
        for (double[][] quadratic : new double[][][] {{{-1}}, {{0, 1}, {1, 0}}, {{1, 2}, {2, 1}}}) {
            assertThatThrownBy(() -> minimum(quadratic, new double[quadratic.length]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not positive semidefinite");
        }
    }

    /** Returns a program with P of any rank and entries of q from far below to far above those of P. */
    private static SimplexProgram random(RandomGenerator random) {
        int size = random.nextInt(1, 30);
        double[][] quadratic = gram(random, size, random.nextInt(1, 2 * size + 1));
        double strength = Math.pow(10, random.nextDouble(-3, 3));
        double[] linear = random.doubles(size, -strength, strength).toArray();
        return new SimplexProgram(scaled(Math.pow(10, random.nextDouble(-2, 2)), quadratic), linear);
    }

    /** Returns the inner products of random vectors: positive semidefinite, of rank {@code dimension} at most. */
    private static double[][] gram(RandomGenerator random, int size, int dimension) {
        double[][] vectors = new double[size][];
        Arrays.setAll(vectors, j -> random.doubles(dimension, -1, 1).toArray());
        double[][] gram = new double[size][size];
        for (int j = 0; j < size; j++) {
            for (int k = 0; k <= j; k++) {
                for (int d = 0; d < dimension; d++) {
                    gram[j][k] += vectors[j][d] * vectors[k][d];
                }
                gram[k][j] = gram[j][k];
            }
        }
        return gram;
    }

    /** Algorithms 1.6: accelerated projected gradients with step 1/L, L from the sums of rows. */
    private static double[] descended(SimplexProgram program) {
        int size = program.size();
        double smoothness = 2
                * Arrays.stream(program.quadratic())
                        .mapToDouble(row -> Arrays.stream(row).map(Math::abs).sum())
                        .max()
                        .orElseThrow();
        double[] x = new double[size];
        Arrays.fill(x, 1.0 / size);
        double[] ahead = x.clone();
        double momentum = 1;
        for (int step = 0; step < 3000; step++) {
            double[] from = ahead;
            double[] next = Simplex.project(IntStream.range(0, size)
                    .mapToDouble(j -> from[j] - program.slope(from, j) / smoothness)
                    .toArray());
            double grown = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
            double push = (momentum - 1) / grown;
            double[] before = x;
            ahead = IntStream.range(0, size)
                    .mapToDouble(j -> next[j] + push * (next[j] - before[j]))
                    .toArray();
            x = next;
            momentum = grown;
        }
        return x;
    }
}
