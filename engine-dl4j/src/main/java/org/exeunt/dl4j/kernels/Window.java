package org.exeunt.dl4j.kernels;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/**
 * How a square kernel is laid over an image.
 *
 * @param kernel height and width of the kernel
 * @param stride rows and columns from one place to the next
 * @param before rows of zeros above and columns of zeros left of the image
 * @param after rows of zeros below and columns of zeros right of the image
 */
public record Window(int kernel, int stride, int before, int after) {
    /** Padding by the number of zeros given. */
    private static final int GIVEN = 0;
    /** Padding that keeps the size, one more zero after than before if their number is odd. */
    private static final int SAME = 1;

    private static final int CHANNELS_LAST = 1;
    private static final int OUT_IN_HEIGHT_WIDTH = 1;

    /** Returns the window of stride 1 that stays within the image. */
    public static Window valid(int kernel) {
        return new Window(kernel, 1, 0, 0);
    }

    /** Returns the window of stride 1 that keeps the image's size; an even kernel needs one more row of zeros after than before. */
    public static Window same(int kernel) {
        return new Window(kernel, 1, (kernel - 1) / 2, kernel / 2);
    }

    /** Returns the window of an odd kernel that is centred at the first place of the image and at every {@code stride}-th after it. */
    public static Window centred(int kernel, int stride) {
        return new Window(kernel, stride, kernel / 2, kernel / 2);
    }

    /** Returns the window of a layer of stride 1 along the rows of an image, from top to bottom. */
    public static Window vertical(ConvolutionLayer layer) {
        return of(layer, layer.getKernelSize()[0]);
    }

    /** Returns the window of a layer of stride 1 along the columns of an image, from left to right. */
    public static Window horizontal(ConvolutionLayer layer) {
        return of(layer, layer.getKernelSize()[1]);
    }

    private static Window of(ConvolutionLayer layer, int kernel) {
        return layer.getConvolutionMode() == ConvolutionMode.Same ? same(kernel) : valid(kernel);
    }

    /** Returns the height or width of the result. */
    public long outputLength(long inputLength) {
        return (inputLength + before + after - kernel) / stride + 1;
    }

    public boolean keepsSize() {
        return stride == 1 && before + after == kernel - 1;
    }

    public boolean isEven() {
        return before == after;
    }

    /** Returns the integer arguments of the operations {@code conv2d} and {@code conv2d_bp}. */
    public static long[] convolutionArguments(Window vertical, Window horizontal) {
        boolean even = horizontal.isEven();
        return new long[] {
            vertical.kernel,
            horizontal.kernel,
            vertical.stride,
            horizontal.stride,
            even ? vertical.before : 0,
            even ? horizontal.before : 0,
            1,
            1,
            even ? GIVEN : SAME,
            CHANNELS_LAST,
            OUT_IN_HEIGHT_WIDTH
        };
    }
}
