package org.exeunt.dl4j.layers;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.exeunt.dl4j.nativeaccess.Memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution without bias: activations {@code [batch, height, width, channels]}, weights {@code [out, in, height, width]}. For one thread.
 */
interface Filter {
    /** Returns the filter of a layer: along rows if its kernel is one row, else square. */
    static Filter of(ConvolutionLayer layer) {
        int height = layer.getKernelSize()[0];
        int width = layer.getKernelSize()[1];
        Window window = layer.getConvolutionMode() == ConvolutionMode.Same ? Window.same(width) : Window.valid(width);
        int in = (int) layer.getNIn();
        int out = (int) layer.getNOut();
        return height == 1 && width > 1
                ? Memory.choose(() -> new RowConvolution(window, in, out), () -> PlainFilter.alongRows(window))
                : of(window, in, out);
    }

    /** Returns the filter of a square window that suits the memory in use. */
    static Filter of(Window window, int in, int out) {
        return Memory.choose(() -> new Convolution(window, in, out), () -> PlainFilter.square(window));
    }

    /** Returns the height of the result. */
    long outputHeight(long inputHeight);

    /** Returns the width of the result. */
    long outputWidth(long inputWidth);

    /** Writes the convolution of {@code x} to {@code z}. */
    void forward(INDArray x, INDArray weights, INDArray z);

    /** Writes the gradients at the input and at the weights, given that at {@code z}. */
    void backward(INDArray x, INDArray weights, INDArray dz, INDArray dx, INDArray dWeights);

    /** Writes the gradient at the weights where that at the input is not wanted. */
    void weightGradient(INDArray x, INDArray weights, INDArray dz, INDArray dWeights);
}
