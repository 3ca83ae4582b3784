package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.nativeaccess.NativeFloats;

/**
 * The passes over memory of a norm's way forward: measuring, and applying with all that follows up to the ReLU.
 *
 * <p>Arrays are {@code [batch, height, width, channels]}. For one thread.
 */
public interface NormForward {
    /** Gives a norm the statistics of the values it is about to be applied to. */
    void measure(Norm norm, NativeFloats z);

    /** {@code y = relu(norm(z))}. */
    void clip(Norm norm, NativeFloats z, NativeFloats y);

    /** {@code y = relu(norm(z) + x)}. */
    void addAndClip(Norm norm, NativeFloats z, NativeFloats x, NativeFloats y);

    /** {@code y = relu(norm(z) + normOfX(x))}. */
    void addAndClip(Norm norm, NativeFloats z, Norm normOfX, NativeFloats x, NativeFloats y);
}
