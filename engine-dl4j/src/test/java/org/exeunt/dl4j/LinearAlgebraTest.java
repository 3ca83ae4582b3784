package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.random.RandomGenerator;
import org.exeunt.api.params.LinearAlgebra;
import org.junit.jupiter.api.Test;

/** Products of many vectors, rules V1 to V3, with sizes that are not multiples of usual block sizes. */
class LinearAlgebraTest {
    private static final int VECTORS = 150;
    private static final int LENGTH = 900;
    /** Rows of inner products, fewer than vectors, and rows of weights, more than vectors. */
    private static final int PRODUCT_ROWS = 140;

    private static final int WEIGHT_ROWS = 170;

    private final LinearAlgebra algebra = new Dl4jEngine(new Fixture.Context()).linearAlgebra();
    private final RandomGenerator random = Fixture.STREAMS.stream("vectors");
    private final float[][] vectors = new float[VECTORS][LENGTH + 3]; // with more values than LENGTH
    private final double[][] weights = new double[WEIGHT_ROWS][];

    LinearAlgebraTest() {
        for (float[] vector : vectors) {
            for (int p = 0; p < vector.length; p++) {
                vector[p] = (float) random.nextGaussian();
            }
        }
        Arrays.setAll(weights, i -> random.doubles(VECTORS).toArray());
    }

    private double[][] products(LinearAlgebra by) {
        double[][] products = new double[PRODUCT_ROWS][VECTORS];
        by.addInnerProducts(vectors, LENGTH, products);
        by.addInnerProducts(vectors, LENGTH, products);
        return products;
    }

    private float[][] sums(LinearAlgebra by) {
        float[][] sums = new float[WEIGHT_ROWS][LENGTH];
        by.weightedSums(weights, vectors, LENGTH, sums);
        return sums;
    }

    /** Sums of doubles in another order; an error of float32 would be a thousand times larger. */
    @Test
    void v01_productsMatchThoseOfPlainJava() {
        double[][] products = products(algebra);
        double[][] expected = products(LinearAlgebra.plain());
        for (int i = 0; i < PRODUCT_ROWS; i++) {
            assertThat(Arrays.copyOfRange(products[i], i, VECTORS))
                    .containsExactly(Arrays.copyOfRange(expected[i], i, VECTORS), within(1e-10));
        }
        assertSums();
    }

    private void assertSums() {
        float[][] sums = sums(algebra);
        float[][] expected = sums(LinearAlgebra.plain());
        for (int i = 0; i < WEIGHT_ROWS; i++) {
            for (int p = 0; p < LENGTH; p++) {
                assertThat(sums[i][p]).isCloseTo(expected[i][p], within(Math.ulp(expected[i][p])));
            }
        }
    }

    @Test
    void v02_bitsDoNotDependOnThreads() {
        double[][] products = products(algebra);
        float[][] sums = sums(algebra);
        for (int threads : new int[] {1, 2, 5}) {
            ForkJoinPool pool = new ForkJoinPool(threads);
            assertThat(pool.submit(() -> products(algebra)).join()).isDeepEqualTo(products);
            assertThat(pool.submit(() -> sums(algebra)).join()).isDeepEqualTo(sums);
            pool.shutdown();
        }
    }

    @Test
    void v03_vectorsOfWeightZeroAreSkipped() {
        for (double[] row : weights) {
            row[3] = 0;
        }
        Arrays.fill(vectors[3], Float.NaN);
        vectors[3][LENGTH - 1] = Float.POSITIVE_INFINITY;
        assertSums(); // plain Java skips them, too
        assertThat(sums(algebra)[0]).doesNotContain(Float.NaN);
    }
}
