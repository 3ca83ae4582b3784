package org.exeunt.dl4j.layers;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.exeunt.dl4j.nativeaccess.Memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution without bias: activations {@code [batch, height, width, channels]}, weights {@code [out, in, height, width]}. For one thread.
 */
interface Filter extends PreparedWeights {
    /** Returns the filter of a layer with a square kernel or one of a single row. */
    static Filter of(ConvolutionLayer layer) {
        return of(vertical(layer), horizontal(layer), (int) layer.getNIn(), (int) layer.getNOut());
    }

    /** Returns the filter that suits the memory in use. */
    static Filter of(Window vertical, Window horizontal, int in, int out) {
        return Memory.choose(
                () -> new HostFilter(new Convolution(vertical, horizontal, in, out)),
                () -> new PlainFilter(vertical, horizontal));
    }

    /** Returns how the kernel of a layer lies over the rows of an image. */
    static Window vertical(ConvolutionLayer layer) {
        return window(layer, layer.getKernelSize()[0]);
    }

    /** Returns how the kernel of a layer lies over the columns of an image. */
    static Window horizontal(ConvolutionLayer layer) {
        return window(layer, layer.getKernelSize()[1]);
    }

    private static Window window(ConvolutionLayer layer, int kernel) {
        return layer.getConvolutionMode() == ConvolutionMode.Same ? Window.same(kernel) : Window.valid(kernel);
    }

    /** Returns the height of the result. */
    long outputHeight(long inputHeight);

    /** Returns the width of the result. */
    long outputWidth(long inputWidth);

    /** Writes the convolution of {@code x} to {@code z}. */
    void forward(INDArray x, INDArray weights, INDArray z);

    /** Writes the convolution of {@code x}, after what follows it, to {@code y}. */
    void forward(INDArray x, INDArray weights, Epilogue epilogue, INDArray y);

    /**
     * Writes the gradients at the input and at the weights, given that at {@code z}.
     *
     * @param dx where the gradient at the input goes; null if it is not wanted
     */
    void backward(INDArray x, INDArray weights, INDArray dz, INDArray dx, INDArray dWeights);
}
