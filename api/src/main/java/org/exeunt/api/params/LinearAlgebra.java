package org.exeunt.api.params;

import org.exeunt.api.Experimental;

/**
 * Products of many long vectors: all with all, or with rows of weights. They take most of a server's time in methods that compare the models of a cohort
 * or give every client a mixture of its own.
 *
 * <p>Values are float32, sums are accumulated in double. Bits depend on the arguments and the implementation, never on the number of threads. Those of
 * {@link #plain()} are the same on every machine. Another implementation may add in another order and fuse products with sums: its sums of n products
 * differ from the plain ones by at most {@code n * 2^-52} times the sum of the absolute products, on one kind of processor always by the same bits;
 * {@link org.exeunt.api.network.Engine#arithmetic} names what they depend on.
 *
 * <p>Implementations spread the work over the common pool and may be called from any thread. Vectors longer than a few thousand values are best handed
 * over in pieces, so that nothing large is copied.
 */
@Experimental
public interface LinearAlgebra {
    /** Returns the implementation in Java, which adds in the order of the values or vectors and needs nothing but the Java runtime. */
    static LinearAlgebra plain() {
        return PlainLinearAlgebra.INSTANCE;
    }

    /**
     * Adds the inner product of vectors i and j to {@code products[i][j]} for every row i and all j from i on; entries left of the diagonal keep what
     * they hold. Piece after piece, starting from zeros, gives the inner products of whole vectors.
     *
     * @param vectors each with at least {@code length} values
     * @param length how many values of each vector count, from its beginning
     * @param products as many rows as are wanted, at most one per vector, each with one entry per vector
     */
    void addInnerProducts(float[][] vectors, int length, double[][] products);

    /**
     * Writes {@code sum_j weights[i][j] * vectors[j]}, rounded to float, to {@code sums[i]} for every row i of weights.
     *
     * @param weights rows of one entry per vector, not negative; a vector of weight 0 has no part in the sum, even if it is not finite
     * @param vectors each with at least {@code length} values
     * @param length how many values of each vector count, from its beginning
     * @param sums one row per row of weights, each with at least {@code length} values, which are overwritten
     */
    void weightedSums(double[][] weights, float[][] vectors, int length, float[][] sums);
}
