package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.random.RandomGenerator;
import org.exeunt.api.params.LinearAlgebra;
import org.junit.jupiter.api.Test;

/** Checks the linear algebra of an engine, rules V1 to V3, with sizes that are not multiples of usual block sizes. */
abstract class EngineAlgebraContract<N extends Record> extends EngineFixture<N> {
    private static final int VECTORS = 150;
    private static final int LENGTH = 900;
    /** Rows of inner products, fewer than vectors, and rows of weights, more than vectors. */
    private static final int PRODUCT_ROWS = 140;

    private static final int WEIGHT_ROWS = 170;

    @FailureHint("sums are not formed in double precision, or of other products")
    @Test
    void v01_productsMatchDoubleArithmetic() {
        float[][] vectors = vectors();
        double[][] before = weights(PRODUCT_ROWS);
        double[][] products = copy(before);
        algebra().addInnerProducts(vectors, LENGTH, products);
        for (int i = 0; i < PRODUCT_ROWS; i++) {
            for (int j = 0; j < VECTORS; j++) {
                Sum sum = new Sum(before[i][j]);
                for (int p = 0; p < LENGTH && j >= i; p++) {
                    sum.add(vectors[i][p], vectors[j][p]);
                }
                sum.requireClose(products[i][j], 0, "inner product of vectors", i, j);
            }
        }
        double[][] weights = weights(WEIGHT_ROWS);
        float[][] sums = sums(algebra(), weights, vectors);
        for (int i = 0; i < WEIGHT_ROWS; i++) {
            for (int p = 0; p < LENGTH; p++) {
                Sum sum = new Sum(0);
                for (int j = 0; j < VECTORS; j++) {
                    sum.add(weights[i][j], vectors[j][p]);
                }
                sum.requireClose(sums[i][p], Math.ulp(sums[i][p]) / 2, "row and value", i, p);
            }
        }
    }

    @FailureHint("work is divided by the number of threads, or threads add to one sum")
    @Test
    void v02_bitsDoNotDependOnThreads() {
        float[][] vectors = vectors();
        double[][] weights = weights(WEIGHT_ROWS);
        double[][] products = new double[PRODUCT_ROWS][VECTORS];
        algebra().addInnerProducts(vectors, LENGTH, products);
        float[][] sums = sums(algebra(), weights, vectors);
        for (int threads : new int[] {1, 2, 5}) {
            ForkJoinPool pool = new ForkJoinPool(threads);
            double[][] again = new double[PRODUCT_ROWS][VECTORS];
            pool.submit(() -> algebra().addInnerProducts(vectors, LENGTH, again))
                    .join();
            assertThat(again).as("inner products on %d threads", threads).isDeepEqualTo(products);
            assertThat(pool.submit(() -> sums(algebra(), weights, vectors)).join())
                    .as("weighted sums on %d threads", threads)
                    .isDeepEqualTo(sums);
            pool.shutdown();
        }
    }

    @FailureHint("a weight of 0 is multiplied with values that are not finite")
    @Test
    void v03_vectorsOfWeightZeroAreSkipped() {
        double[][] weights = weights(WEIGHT_ROWS);
        float[][] vectors = vectors();
        for (int i = 0; i < WEIGHT_ROWS; i++) {
            weights[i][3] = 0;
        }
        float[][] expected = sums(LinearAlgebra.plain(), weights, vectors);
        Arrays.fill(vectors[3], Float.NaN);
        vectors[3][LENGTH - 1] = Float.POSITIVE_INFINITY;
        float[][] sums = sums(algebra(), weights, vectors);
        for (int i = 0; i < WEIGHT_ROWS; i++) {
            for (int p = 0; p < LENGTH; p++) {
                if (!(Math.abs(sums[i][p] - expected[i][p]) <= Math.ulp(expected[i][p]))) {
                    fail("value %d of row %d: %s, expected %s", p, i, sums[i][p], expected[i][p]);
                }
            }
        }
    }

    private LinearAlgebra algebra() {
        return engine().linearAlgebra();
    }

    private static float[][] sums(LinearAlgebra algebra, double[][] weights, float[][] vectors) {
        float[][] sums = new float[weights.length][LENGTH];
        algebra.weightedSums(weights, vectors, LENGTH, sums);
        return sums;
    }

    /** Returns vectors with more values than {@code LENGTH}. */
    private static float[][] vectors() {
        RandomGenerator random = STREAMS.stream("vectors");
        float[][] vectors = new float[VECTORS][LENGTH + 3];
        for (float[] vector : vectors) {
            for (int p = 0; p < vector.length; p++) {
                vector[p] = (float) random.nextGaussian();
            }
        }
        return vectors;
    }

    private static double[][] weights(int rows) {
        RandomGenerator random = STREAMS.stream("weights");
        double[][] weights = new double[rows][];
        Arrays.setAll(weights, i -> random.doubles(VECTORS).toArray());
        return weights;
    }

    private static double[][] copy(double[][] matrix) {
        return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    }

    /** A sum in order, with a bound on the difference of a sum in another order. */
    private static final class Sum {
        private double value;
        private double absolute;
        private int count;

        Sum(double first) {
            this.value = first;
            this.absolute = Math.abs(first);
        }

        void add(double a, double b) {
            value += a * b;
            absolute += Math.abs(a * b);
            count++;
        }

        void requireClose(double found, double rounding, String what, int i, int j) {
            double tolerance = (count + 1) * 0x1p-52 * absolute + rounding;
            if (!(Math.abs(found - value) <= tolerance)) { // NaN is not close either
                fail("%s %d, %d: %s, expected %s to within %s", what, i, j, found, value, tolerance);
            }
        }
    }
}
