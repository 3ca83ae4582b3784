package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.nativeaccess.NativeFloats;

/** Adds a bias to rows of channels, clips at zero if asked, and takes the gradients of both. For one thread. */
public interface BiasRelu {
    /** Overwrites {@code y} by {@code y + bias}, clipped. */
    void forward(NativeFloats y, NativeFloats bias);

    /**
     * Writes the gradient before bias and clipping to {@code dz} and its sum over rows to {@code dBias}.
     *
     * @param dy gradient at the output
     * @param y the output
     * @param dz may be {@code dy} itself
     */
    void backward(NativeFloats dy, NativeFloats y, NativeFloats dz, NativeFloats dBias);
}
