package org.exeunt.strategies.cafedistill;

import java.util.List;
import org.exeunt.api.params.ParameterSet;

/**
 * How alike the vectors of a cohort are.
 *
 * @param cosines symmetric, in [-1, 1]; 1 on the diagonal; 0 in row and column of a vector of norm below 1e-12
 * @param squaredDistances symmetric, not negative, 0 on the diagonal
 */
record Comparison(double[][] cosines, double[][] squaredDistances) {
    private static final double ZERO_NORM = 1e-12;
    private static final int CHUNK = 64;

    /** Compares vectors of the same blocks, in O(clients^2 * values). */
    static Comparison of(List<ParameterSet> vectors) {
        double[][] products =
                products(vectors.stream().map(ParameterSet::values).toList());
        int size = products.length;
        Comparison comparison = new Comparison(new double[size][size], new double[size][size]);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                // the upper half alone is filled
                double product = i < j ? products[i][j] : products[j][i];
                comparison.cosines[i][j] = i == j
                        ? (Math.sqrt(product) < ZERO_NORM ? 0 : 1)
                        : cosine(product, Math.sqrt(products[i][i]), Math.sqrt(products[j][j]));
                comparison.squaredDistances[i][j] = Math.max(0, products[i][i] + products[j][j] - 2 * product);
            }
        }
        return comparison;
    }

    private static double cosine(double product, double norm, double other) {
        if (norm < ZERO_NORM || other < ZERO_NORM) {
            return 0;
        }
        double cosine = product / (norm * other);
        return Double.isNaN(cosine) ? 0 : Math.max(-1, Math.min(1, cosine));
    }

    /** Returns the mean of the cosines and the sum of the distances of several comparisons of one cohort. */
    static Comparison combine(List<Comparison> comparisons) {
        int size = comparisons.get(0).cosines.length;
        Comparison combined = new Comparison(new double[size][size], new double[size][size]);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (Comparison each : comparisons) {
                    combined.cosines[i][j] += each.cosines[i][j];
                    combined.squaredDistances[i][j] += each.squaredDistances[i][j];
                }
                combined.cosines[i][j] /= comparisons.size();
            }
        }
        return combined;
    }

    /** Inner products of all pairs, upper half, each accumulated in double in the order of the values. */
    private static double[][] products(List<float[]> vectors) {
        int size = vectors.size();
        double[][] products = new double[size][size];
        double[][] columns = new double[CHUNK][size];
        double[] own = new double[CHUNK];
        int length = vectors.get(0).length;
        for (int start = 0; start < length; start += CHUNK) {
            int count = Math.min(CHUNK, length - start);
            for (int i = 0; i < size; i++) {
                float[] vector = vectors.get(i);
                for (int p = 0; p < count; p++) {
                    columns[p][i] = vector[start + p];
                }
            }
            for (int i = 0; i < size; i++) {
                for (int p = 0; p < count; p++) {
                    own[p] = columns[p][i];
                }
                LinearCombination.addTo(products[i], i, own, columns, count);
            }
        }
        return products;
    }
}
