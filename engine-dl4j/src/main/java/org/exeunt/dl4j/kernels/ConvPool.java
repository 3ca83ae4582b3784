package org.exeunt.dl4j.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution with max-pooling, bias and ReLU after it: activations {@code [batch, height, width, channels]}, weights
 * {@code [out, in, height, width]}. For one thread.
 */
public interface ConvPool extends PreparedWeights {
    /** Returns the result; it is overwritten by the next call. */
    INDArray forward(INDArray x, INDArray weights, INDArray bias, boolean training);

    /**
     * Writes the gradients of the last forward pass, which was one of training.
     *
     * @param dy gradient at the result
     * @param dx where the gradient at the input goes; null if it is not wanted
     */
    void backward(INDArray x, INDArray weights, INDArray dy, INDArray dx, INDArray dWeights, INDArray dBias);
}
