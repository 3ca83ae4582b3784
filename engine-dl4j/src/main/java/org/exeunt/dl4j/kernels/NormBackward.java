package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.nativeaccess.NativeFloats;

/**
 * The backward computation of norms, in two passes over memory: the first gathers the sums from which the norm computes
 * its coefficients, the second applies the coefficients. Both include the gradient of the ReLU after the norm.
 *
 * <p>Arrays are {@code [batch, height, width, channels]}. For one thread.
 */
public interface NormBackward {
    /** Gathers the sums for {@code y = relu(norm(z))}. */
    void gather(NormArithmetic norm, NativeFloats dy, NativeFloats z);

    /**
     * Gathers the sums of both norms for {@code y = relu(norm(z) + normOfX(x))} and writes the gradient at the sum
     * before the ReLU.
     *
     * @param normOfX null if {@code x} was added itself; then {@code x} is not read
     */
    void gatherSum(
            NativeFloats dy,
            NativeFloats y,
            NativeFloats dSum,
            NormArithmetic norm,
            NativeFloats z,
            NormArithmetic normOfX,
            NativeFloats x);

    /**
     * Writes the gradient at {@code z}, after the sums were gathered.
     *
     * @param dy gradient at the output: after the ReLU that follows the norm, or at the sum
     * @param dz receives the gradient; may be {@code dy} itself
     * @param relu whether a ReLU follows the norm directly
     */
    void apply(NormArithmetic norm, NativeFloats dy, NativeFloats z, NativeFloats dz, boolean relu);

    /** Computes {@code a += b}. */
    void add(NativeFloats a, NativeFloats b);
}
