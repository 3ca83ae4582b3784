package org.exeunt.strategies;

import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.params.LinearAlgebra;

/**
 * Pairwise cosines and squared distances of vectors, computed in double precision. Each vector is read once, from start
 * to end, by the calling thread.
 *
 * @param cosines in [-1, 1]; 1 on the diagonal; 0 if either vector has a norm below 1e-12
 * @param squaredDistances at least 0; 0 on the diagonal
 */
public record PairwiseSimilarity(double[][] cosines, double[][] squaredDistances) {
    private static final double ZERO_NORM = 1e-12;

    /**
     * Compares every vector with every other one, in O(vectors^2 * values). Both matrices are symmetric.
     *
     * @param algebra computes the inner products; its contract guarantees the same result for any number of threads
     */
    public static PairwiseSimilarity of(LinearAlgebra algebra, List<ParameterVector> vectors) {
        return of(algebra, vectors, IntStream.range(0, vectors.size()).toArray());
    }

    /**
     * Compares some vectors with all vectors, in O(rows * vectors * values).
     *
     * @param algebra computes the inner products
     * @param rows distinct indices of the vectors that get a row; the columns are all vectors
     */
    public static PairwiseSimilarity of(LinearAlgebra algebra, List<ParameterVector> vectors, int[] rows) {
        int size = vectors.size();
        int[] order = IntStream.concat(
                        IntStream.of(rows),
                        IntStream.range(0, size).filter(i -> IntStream.of(rows).noneMatch(row -> row == i)))
                .toArray();
        Products products =
                Products.of(algebra, IntStream.of(order).mapToObj(vectors::get).toList(), rows.length);
        PairwiseSimilarity similarity =
                new PairwiseSimilarity(new double[rows.length][size], new double[rows.length][size]);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < size; j++) {
                similarity.cosines[i][order[j]] = products.cosine(i, j);
                similarity.squaredDistances[i][order[j]] = products.squaredDistance(i, j);
            }
        }
        return similarity;
    }

    /**
     * Returns the mean of the cosines and the sum of the squared distances of several similarities of the same clients.
     */
    public static PairwiseSimilarity combine(List<PairwiseSimilarity> similarities) {
        int size = similarities.get(0).cosines.length;
        PairwiseSimilarity combined = new PairwiseSimilarity(new double[size][size], new double[size][size]);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (PairwiseSimilarity each : similarities) {
                    combined.cosines[i][j] += each.cosines[i][j];
                    combined.squaredDistances[i][j] += each.squaredDistances[i][j];
                }
                combined.cosines[i][j] /= similarities.size();
            }
        }
        return combined;
    }

    /**
     * Inner products of vectors.
     *
     * @param pairs inner products of the first {@code rows} vectors with the vectors after them; the lower triangle is
     *     undefined
     * @param squares inner product of each vector with itself
     */
    private record Products(double[][] pairs, double[] squares) {
        static Products of(LinearAlgebra algebra, List<ParameterVector> vectors, int rows) {
            int size = vectors.size();
            Products products = new Products(new double[rows][size], new double[size]);
            VectorChunk chunk = new VectorChunk(vectors);
            while (chunk.next()) {
                algebra.addInnerProducts(chunk.values(), chunk.count(), products.pairs);
                for (int i = rows; i < size; i++) {
                    products.squares[i] = addSquare(chunk.values()[i], chunk.count(), products.squares[i]);
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
