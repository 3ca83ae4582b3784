package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.nativeaccess.NativeFloats;

/**
 * The forward computation of norms, in two passes over memory: the first computes statistics, the second applies the
 * norm and the operations after it, including ReLU.
 *
 * <p>Arrays are {@code [batch, height, width, channels]}. For one thread.
 */
public interface NormForward {
    /** Computes the statistics of {@code z} and sets them in the norm. */
    void measure(NormArithmetic norm, NativeFloats z);

    /** Computes {@code y = relu(norm(z))}. */
    default void clip(NormArithmetic norm, NativeFloats z, NativeFloats y) {
        addAndClip(norm, z, null, null, y);
    }

    /**
     * Computes {@code y = relu(norm(z) + normOfX(x))}.
     *
     * @param normOfX null to add {@code x} itself
     * @param x null to add nothing
     */
    void addAndClip(NormArithmetic norm, NativeFloats z, NormArithmetic normOfX, NativeFloats x, NativeFloats y);
}
