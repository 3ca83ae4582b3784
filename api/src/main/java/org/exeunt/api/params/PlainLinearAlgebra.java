package org.exeunt.api.params;

import java.util.stream.IntStream;

/**
 * Linear algebra in pure Java. Each sum is computed by fused multiply-adds in the order of the values or vectors, so
 * results are the same on every machine. Rows are computed in parallel on the common fork-join pool.
 */
final class PlainLinearAlgebra implements LinearAlgebra {
    static final LinearAlgebra INSTANCE = new PlainLinearAlgebra();

    /** Values of each vector that are converted to double precision at a time. */
    private static final int CHUNK = 256;

    private PlainLinearAlgebra() {}

    @Override
    public void addInnerProducts(float[][] vectors, int length, double[][] products) {
        double[][] columns = new double[CHUNK][vectors.length];
        for (int start = 0; start < length; start += CHUNK) {
            int first = start;
            int count = Math.min(CHUNK, length - start);
            for (int j = 0; j < vectors.length; j++) {
                for (int p = 0; p < count; p++) {
                    columns[p][j] = vectors[j][start + p];
                }
            }
            IntStream.range(0, products.length).parallel().forEach(i -> {
                for (int p = 0; p < count; p++) {
                    addScaled(vectors[i][first + p], columns[p], i, vectors.length, products[i]);
                }
            });
        }
    }

    @Override
    public void weightedSums(double[][] weights, float[][] vectors, int length, float[][] sums) {
        double[][] values = new double[vectors.length][CHUNK];
        for (int start = 0; start < length; start += CHUNK) {
            int first = start;
            int count = Math.min(CHUNK, length - start);
            for (int j = 0; j < vectors.length; j++) {
                for (int p = 0; p < count; p++) {
                    values[j][p] = vectors[j][start + p];
                }
            }
            IntStream.range(0, weights.length).parallel().forEach(i -> {
                double[] sum = new double[count];
                for (int j = 0; j < vectors.length; j++) {
                    if (weights[i][j] > 0) {
                        addScaled(weights[i][j], values[j], 0, count, sum);
                    }
                }
                for (int p = 0; p < count; p++) {
                    sums[i][first + p] = (float) sum[p];
                }
            });
        }
    }

    private static void addScaled(double factor, double[] values, int from, int to, double[] sums) {
        for (int i = from; i < to; i++) {
            sums[i] = Math.fma(factor, values[i], sums[i]);
        }
    }
}
