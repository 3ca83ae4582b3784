package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.nativeaccess.NativeFloats;

/**
 * An algorithm for convolutions without bias: activations {@code [batch, height, width, channels]}, weights
 * {@code [out, in, height, width]}.
 *
 * <p>The order of summation depends on shapes and on the kernels of OpenBLAS. For one thread.
 */
interface ConvolutionAlgorithm {
    /**
     * Reorders the weights for the following calls of {@link #forward} and {@link #backward}.
     *
     * @param forInference whether to use an order that makes {@link #forward} faster but takes longer to prepare
     */
    void prepare(NativeFloats weights, boolean forInference);

    /** Computes the convolution of {@code x} with the prepared weights. */
    void forward(NativeFloats x, Grid grid, ConvolutionOutput output);

    /**
     * Computes the gradients at the weights and at the input.
     *
     * @param dx receives the gradient at the input; null if it is not required
     */
    void backward(NativeFloats x, Grid grid, ConvolutionGradient dz, NativeFloats dx, NativeFloats dWeights);
}
