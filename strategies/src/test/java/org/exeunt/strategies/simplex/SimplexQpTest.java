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

    private static double[] minimum(double[][] quadratic) {
        return new SimplexQp(quadratic).minimum();
    }

    private static double[][] scaled(double factor, double[][] matrix) {
        return Arrays.stream(matrix)
                .map(row -> Arrays.stream(row).map(v -> factor * v).toArray())
                .toArray(double[][]::new);
    }

    /** With diagonal P, weights are proportional to the inverse entries. */
    @Test
    void diagonalProgramGivesInverseWeights() {
        double[][] variances = {{.625, 0, 0}, {0, .6875, 0}, {0, 0, 2 / 9.}};
        assertThat(minimum(variances)).containsExactly(new double[] {.2117930205, .1925391095, .5956678700}, DIGITS);
    }

    /** {@code min 2x^2 + 2xy + 3y^2} with y = 1 - x: derivative 6x - 4. */
    @Test
    void coupledProgramMatchesHandSolution() {
        assertThat(minimum(new double[][] {{2, 1}, {1, 3}})).containsExactly(new double[] {2 / 3., 1 / 3.}, DIGITS);
    }

    @Test
    void zeroMatrixSelectsTheFirstEntry() {
        assertThat(minimum(new double[3][3])).containsExactly(1, 0, 0);
        assertThat(minimum(new double[1][1])).containsExactly(1);
    }

    /** The variance of the third entry is below its covariances, so it has all the weight. */
    @Test
    void expensiveEntriesGetNoWeight() {
        double[][] covariances = {{9, 1, 2}, {1, 9, 2}, {2, 2, 1}};
        for (double factor : new double[] {1e-200, 1, 1e200}) {
            assertThat(minimum(scaled(factor, covariances))).containsExactly(new double[] {0, 0, 1}, DIGITS);
        }
    }

    @Test
    void randomProgramsMeetOptimalityConditions() {
        RandomGenerator random = new RandomStreams(SEED).stream("programs");
        for (int draw = 0; draw < 300; draw++) {
            double[][] quadratic = random(random);
            SimplexQp program = new SimplexQp(quadratic);
            String description = "seed %d, program %d of %d weights".formatted(SEED, draw, quadratic.length);
            double[] x = program.minimum();
            assertThat(Arrays.stream(x).min().orElseThrow()).as(description).isNotNegative();
            assertThat(Arrays.stream(x).sum()).as(description).isCloseTo(1, within(1e-12));
            assertThat(program.violation(x)).as(description).isLessThanOrEqualTo(1e-9);
            double unit = Arrays.stream(quadratic)
                    .flatMapToDouble(Arrays::stream)
                    .map(Math::abs)
                    .max()
                    .orElseThrow();
            for (int other = 0; other < 20; other++) {
                double[] point = Simplex.project(random.doubles(x.length).toArray());
                assertThat(value(quadratic, point) / unit)
                        .as("%s: value elsewhere", description)
                        .isGreaterThanOrEqualTo(value(quadratic, x) / unit - 1e-9);
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
            assertThat(minimum(quadratic))
                    .as("seed %d, program %d", SEED, draw)
                    .containsExactly(descended(quadratic), within(1e-7));
        }
    }

    @Test
    void scaleChangesNothing() {
        double[][] quadratic = gram(new RandomStreams(SEED).stream("scale"), 6, 8);
        double[] expected = minimum(quadratic);
        for (double factor : new double[] {1e-12, 1e-3, 1e9}) {
            assertThat(minimum(scaled(factor, quadratic)))
                    .as("times %s", factor)
                    .containsExactly(expected, DIGITS);
        }
    }

    /** Two identical clients: any split of their weight is a minimum. */
    @Test
    void singularProgramHasASolution() {
        double[][] twins = {{1, 1, 0}, {1, 1, 0}, {0, 0, 1}};
        double[] x = minimum(twins);
        assertThat(x[0] + x[1]).isCloseTo(.5, DIGITS);
        assertThat(x[2]).isCloseTo(.5, DIGITS);
        assertThat(minimum(twins)).isEqualTo(x);
    }

    @Test
    void violationDetectsSuboptimalPoints() {
        SimplexQp program = new SimplexQp(new double[][] {{1, 0}, {0, .6}});
        assertThat(program.violation(new double[] {.375, .625})).isCloseTo(0, DIGITS);
        assertThat(program.violation(new double[] {.5, .5})).isCloseTo(.2, DIGITS);
        assertThat(program.violation(new double[] {.375, .635})).isGreaterThan(.009);
        assertThat(program.violation(new double[] {1.1, -.1})).isGreaterThanOrEqualTo(.1);
    }

    @Test
    void rejectsInvalidPrograms() {
        assertThatThrownBy(() -> new SimplexQp(new double[0][])).hasMessageContaining("no rows");
        assertThatThrownBy(() -> new SimplexQp(new double[2][3])).hasMessageContaining("row 0 of P has 3");
        assertThatThrownBy(() -> new SimplexQp(new double[][] {{1, 2}, {3, 1}}))
                .hasMessageContaining("2.0 at (0, 1) and 3.0 at (1, 0)");
        assertThatThrownBy(() -> new SimplexQp(new double[][] {{Double.NaN}})).hasMessageContaining("NaN");
    }

    @Test
    void rejectsNonConvexPrograms() {
        for (double[][] quadratic : new double[][][] {{{-1}}, {{0, 1}, {1, 0}}, {{1, 2}, {2, 1}}}) {
            assertThatThrownBy(() -> minimum(quadratic))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not positive semidefinite");
        }
    }

    /** Returns a matrix of any rank. */
    private static double[][] random(RandomGenerator random) {
        int size = random.nextInt(1, 30);
        double[][] quadratic = gram(random, size, random.nextInt(1, 2 * size + 1));
        return scaled(Math.pow(10, random.nextDouble(-2, 2)), quadratic);
    }

    private static double value(double[][] quadratic, double[] x) {
        return IntStream.range(0, x.length)
                .mapToDouble(j -> x[j] * product(quadratic[j], x))
                .sum();
    }

    private static double product(double[] row, double[] x) {
        return IntStream.range(0, x.length).mapToDouble(k -> row[k] * x[k]).sum();
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
    private static double[] descended(double[][] quadratic) {
        int size = quadratic.length;
        double smoothness = 2
                * Arrays.stream(quadratic)
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
                    .mapToDouble(j -> from[j] - 2 * product(quadratic[j], from) / smoothness)
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
