package org.exeunt.dl4j.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution without bias: activations {@code [batch, height, width, channels]}, weights
 * {@code [out, in, height, width]}. For one thread.
 */
public interface Filter extends PreparedWeights {
    /**
     * Writes the convolution of {@code x}, after the epilogue, to {@code y}.
     *
     * @param epilogue null for none
     */
    void forward(INDArray x, INDArray weights, Epilogue epilogue, INDArray y);

    /**
     * Computes the gradients at the input and at the weights from the gradient at {@code z}.
     *
     * @param dx receives the gradient at the input; null if it is not required
     */
    void backward(INDArray x, INDArray weights, INDArray dz, INDArray dx, INDArray dWeights);
}
