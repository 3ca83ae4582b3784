package org.exeunt.api.params;

import org.exeunt.api.Experimental;

/**
 * Products of many long vectors: inner products of all pairs, and sums with rows of weights.
 *
 * <p>These products take most of the server's time in methods that compare the models of a cohort or compute a weighted
 * mean per client.
 *
 * <p>Values are float32; sums are accumulated in double. Results depend on the arguments and the implementation, never
 * on the number of threads. Results of {@link #plain()} are the same on every machine. Other implementations may change
 * the order of additions and use fused multiply-adds: a sum of n products differs from the plain one by at most
 * {@code n * 2^-52} times the sum of the absolute products, and is always the same on one kind of processor; see
 * {@link org.exeunt.api.network.Engine#arithmetic}.
 *
 * <p>Implementations use the common fork-join pool and may be called from any thread. Pass vectors of more than a few
 * thousand values in chunks, to avoid large copies.
 */
@Experimental
public interface LinearAlgebra {
    /** Returns the pure Java implementation, which adds in the order of the values or vectors. */
    static LinearAlgebra plain() {
        return PlainLinearAlgebra.INSTANCE;
    }

    /**
     * Adds the inner product of vectors i and j to {@code products[i][j]}, for every row i of {@code products} and
     * every j at least i. Entries below the diagonal are unchanged.
     *
     * <p>To compute inner products of long vectors, start with zeros and call this method once per chunk.
     *
     * @param vectors each with at least {@code length} values
     * @param length number of leading values of each vector to use
     * @param products at most one row per vector, each with one entry per vector
     */
    void addInnerProducts(float[][] vectors, int length, double[][] products);

    /**
     * Writes {@code sum_j weights[i][j] * vectors[j]}, rounded to float, to {@code sums[i]} for every row i of
     * {@code weights}.
     *
     * @param weights rows with one entry per vector, at least 0; vectors of weight 0 are skipped, even if their values
     *     are not finite
     * @param vectors each with at least {@code length} values
     * @param length number of leading values of each vector to use
     * @param sums one row per row of {@code weights}, each with at least {@code length} values, which are overwritten
     */
    void weightedSums(double[][] weights, float[][] vectors, int length, float[][] sums);
}
