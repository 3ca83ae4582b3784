package org.exeunt.strategies;

import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.params.LinearAlgebra;

/**
 * How alike the vectors of a cohort are, in double. Vectors are read once, from the front to the back, by the calling thread.
 *
 * @param cosines in [-1, 1]; 1 for a vector and itself; 0 for a vector of norm below 1e-12 and any
 * @param squaredDistances not negative; 0 for a vector and itself
 */
public record PairwiseSimilarity(double[][] cosines, double[][] squaredDistances) {
    private static final double ZERO_NORM = 1e-12;

    /**
     * Compares all vectors with all, in O(vectors^2 * values): rows and columns are the vectors, both matrices symmetric.
     *
     * @param algebra forms the inner products, by whose contract they are the same whatever the number of threads
     */
    public static PairwiseSimilarity of(LinearAlgebra algebra, List<ParameterVector> vectors) {
        return of(algebra, vectors, IntStream.range(0, vectors.size()).toArray());
    }

    /**
     * Compares some vectors with all, in O(rows * vectors * values).
     *
     * @param algebra forms the inner products
     * @param rows the places of the vectors that get a row, each once; columns are all vectors
     */
    public static PairwiseSimilarity of(LinearAlgebra algebra, List<ParameterVector> vectors, int[] rows) {
        int size = vectors.size();
        int[] order = IntStream.concat(
                        IntStream.of(rows),
                        IntStream.range(0, size).filter(i -> IntStream.of(rows).noneMatch(row -> row == i)))
                .toArray();
        Products products =
                Products.of(algebra, IntStream.of(order).mapToObj(vectors::get).toList(), rows.length);
        PairwiseSimilarity comparison =
                new PairwiseSimilarity(new double[rows.length][size], new double[rows.length][size]);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < size; j++) {
                comparison.cosines[i][order[j]] = products.cosine(i, j);
                comparison.squaredDistances[i][order[j]] = products.squaredDistance(i, j);
            }
        }
        return comparison;
    }

    /** Returns the mean of the cosines and the sum of the distances of several comparisons of one cohort. */
    public static PairwiseSimilarity combine(List<PairwiseSimilarity> comparisons) {
        int size = comparisons.get(0).cosines.length;
        PairwiseSimilarity combined = new PairwiseSimilarity(new double[size][size], new double[size][size]);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (PairwiseSimilarity each : comparisons) {
                    combined.cosines[i][j] += each.cosines[i][j];
                    combined.squaredDistances[i][j] += each.squaredDistances[i][j];
                }
                combined.cosines[i][j] /= comparisons.size();
            }
        }
        return combined;
    }

    /**
     * Inner products.
     *
     * @param pairs of the first vectors with those that follow; the lower half means nothing
     * @param squares of each vector with itself
     */
    private record Products(double[][] pairs, double[] squares) {
        static Products of(LinearAlgebra algebra, List<ParameterVector> vectors, int rows) {
            int size = vectors.size();
            Products products = new Products(new double[rows][size], new double[size]);
            VectorChunk window = new VectorChunk(vectors);
            while (window.next()) {
                algebra.addInnerProducts(window.values(), window.count(), products.pairs);
                for (int i = rows; i < size; i++) {
                    products.squares[i] = addSquare(window.values()[i], window.count(), products.squares[i]);
                }
            }
            for (int i = 0; i < rows; i++) {
                products.squares[i] = products.pairs[i][i];
            }
            return products;
        }

        private static double addSquare(float[] values, int count, double sum) {
            double result = sum;
            for (int p = 0; p < count; p++) {
                result += (double) values[p] * values[p];
            }
            return result;
        }

        private double product(int i, int j) {
            return i < j ? pairs[i][j] : pairs[j][i];
        }

        double cosine(int i, int j) {
            double norm = Math.sqrt(squares[i]);
            double other = Math.sqrt(squares[j]);
            if (norm < ZERO_NORM || other < ZERO_NORM) {
                return 0;
            }
            if (i == j) {
                return 1;
            }
            double cosine = product(i, j) / (norm * other);
            return Double.isNaN(cosine) ? 0 : Math.max(-1, Math.min(1, cosine));
        }

        double squaredDistance(int i, int j) {
            return Math.max(0, squares[i] + squares[j] - 2 * product(i, j));
        }
    }
}
