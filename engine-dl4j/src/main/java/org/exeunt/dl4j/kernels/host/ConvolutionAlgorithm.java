package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.nativeaccess.NativeFloats;

/**
 * One way to compute a convolution without bias: activations {@code [batch, height, width, channels]}, weights {@code [out, in, height, width]}.
 *
 * <p>Sums are added in an order that depends on shapes alone. For one thread.
 */
interface ConvolutionAlgorithm {
    /**
     * Brings weights into the order that {@link #forward} and {@link #backward} read, until they are prepared again.
     *
     * @param forInference whether to take the order that is faster for {@link #forward} and takes longer to bring about
     */
    void prepare(NativeFloats weights, boolean forInference);

    /** Computes the convolution of {@code x} by the prepared weights. */
    void forward(NativeFloats x, Grid grid, ConvolutionOutput output);

    /**
     * Computes the gradients at the weights and at the input.
     *
     * @param dx where the gradient at the input goes; null if it is not wanted
     */
    void backward(NativeFloats x, Grid grid, ConvolutionGradient dz, NativeFloats dx, NativeFloats dWeights);
}
