package org.exeunt.dl4j.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adds a bias to rows of channels, optionally applies ReLU, and computes the gradients of both. Arrays are dense in
 * row-major order. For one thread.
 */
public interface BiasRelu {
    /** Replaces {@code y} by {@code y + bias}, after ReLU if configured. */
    void forward(INDArray y, INDArray bias);

    /**
     * Writes the gradient before bias and ReLU to {@code dz}, and its sum over rows to {@code dBias}.
     *
     * @param dy gradient at the output
     * @param y output of the forward pass
     * @param dz receives the gradient before the bias; may be {@code dy} itself
     */
    void backward(INDArray dy, INDArray y, INDArray dz, INDArray dBias);
}
