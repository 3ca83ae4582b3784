package org.exeunt.dl4j.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution followed by max-pooling, bias and ReLU: activations {@code [batch, height, width, channels]}, weights
 * {@code [out, in, height, width]}. For one thread.
 */
public interface ConvPool extends PreparedWeights {
    /** Returns the result. It is overwritten by the next call. */
    INDArray forward(INDArray x, INDArray weights, INDArray bias, boolean training);

    /**
     * Computes the gradients of the last forward pass, which must have been a training pass.
     *
     * @param dy gradient at the result
     * @param dx receives the gradient at the input; null if it is not required
     */
    void backward(INDArray x, INDArray weights, INDArray dy, INDArray dx, INDArray dWeights, INDArray dBias);
}
