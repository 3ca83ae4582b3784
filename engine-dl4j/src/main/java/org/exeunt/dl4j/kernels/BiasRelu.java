package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adds a bias to rows of channels, optionally applies ReLU, and computes the gradients of both. For one thread. */
public interface BiasRelu {
    /** Replaces {@code y} by {@code y + bias}, after ReLU if configured. */
    void forward(NativeFloats y, NativeFloats bias);

    /**
     * Writes the gradient before bias and ReLU to {@code dz}, and its sum over rows to {@code dBias}.
     *
     * @param dy gradient at the output
     * @param y output of the forward pass
     * @param dz receives the gradient before the bias; may be {@code dy} itself
     */
    void backward(NativeFloats dy, NativeFloats y, NativeFloats dz, NativeFloats dBias);

    /** Does the same with arrays, which must be dense in row-major order. */
    default void backward(INDArray dy, INDArray y, INDArray dz, INDArray dBias) {
        backward(NativeFloats.of(dy), NativeFloats.of(y), NativeFloats.of(dz), NativeFloats.of(dBias));
    }
}
