package org.exeunt.strategies;

import java.util.List;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterMath;

/**
 * Pairwise cosines and squared distances of vectors, computed in double precision. Each vector is read once, from start
 * to end, by the calling thread.
 *
 * @param cosines in [-1, 1]; 1 on the diagonal; 0 if either vector has a norm below 1e-12
 * @param squaredDistances at least 0; 0 on the diagonal
 */
public record PairwiseSimilarity(double[][] cosines, double[][] squaredDistances) {
    /**
     * Compares every vector with every other one, in O(vectors^2 * values). Both matrices are symmetric.
     *
     * @param algebra computes the inner products; its contract guarantees the same result for any number of threads
     */
    public static PairwiseSimilarity of(LinearAlgebra algebra, List<ParameterVector> vectors) {
        int size = vectors.size();
        double[][] products = new double[size][size];
        VectorChunk chunk = new VectorChunk(vectors);
        while (chunk.next()) {
            algebra.addInnerProducts(chunk.values(), chunk.count(), products);
        }
        PairwiseSimilarity similarity = new PairwiseSimilarity(new double[size][size], new double[size][size]);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                // the lower triangle of the products is undefined
                double product = products[Math.min(i, j)][Math.max(i, j)];
                double cosine = ParameterMath.cosine(product, products[i][i], products[j][j]);
                similarity.cosines[i][j] = i == j ? Math.rint(cosine) : cosine; // exactly 1 on the diagonal
                similarity.squaredDistances[i][j] = Math.max(0, products[i][i] + products[j][j] - 2 * product);
            }
        }
        return similarity;
    }
}
