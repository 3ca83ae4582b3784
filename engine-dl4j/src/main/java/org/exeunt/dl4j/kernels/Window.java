package org.exeunt.dl4j.kernels;

/**
 * Kernel length, stride and padding of a convolution along one axis.
 *
 * @param kernel length of the kernel
 * @param stride distance between neighbouring positions
 * @param before number of zeros before the image
 * @param after number of zeros after the image
 */
public record Window(int kernel, int stride, int before, int after) {
    /** Explicit padding. */
    private static final int EXPLICIT = 0;
    /** Padding that keeps the size; if the number of zeros is odd, one more is added after than before. */
    private static final int SAME = 1;

    private static final int CHANNELS_LAST = 1;
    private static final int OUT_IN_HEIGHT_WIDTH = 1;

    /** Returns a window of stride 1 without padding. */
    public static Window valid(int kernel) {
        return new Window(kernel, 1, 0, 0);
    }

    /**
     * Returns a window of stride 1 that keeps the size; an even kernel has one more zero after the image than before.
     */
    public static Window same(int kernel) {
        return new Window(kernel, 1, (kernel - 1) / 2, kernel / 2);
    }

    /**
     * Returns a window of an odd kernel that is centred at the first position of the image and at every
     * {@code stride}-th position after it.
     */
    public static Window centred(int kernel, int stride) {
        return new Window(kernel, stride, kernel / 2, kernel / 2);
    }

    /**
     * Returns the exception of a layer whose input has no room for a convolution and the pooling after it.
     *
     * @param layer such as {@code 'conv'}
     * @param height of the input
     * @param width of the input
     * @param poolHeight height of the pooling window, whose width is 2
     */
    public static IllegalStateException tooSmall(
            String layer, long height, long width, int kernelHeight, int kernelWidth, int poolHeight) {
        return new IllegalStateException(
                ("layer %s: its input of %d x %d values is too small for a %dx%d convolution and %dx2 pooling; use fewer"
                                + " stages or larger inputs")
                        .formatted(layer, height, width, kernelHeight, kernelWidth, poolHeight));
    }

    /** Returns the length of the result along the axis. */
    public long outputLength(long inputLength) {
        return (inputLength + before + after - kernel) / stride + 1;
    }

    public boolean isSymmetric() {
        return before == after;
    }

    /** Returns the integer arguments of the operations {@code conv2d} and {@code conv2d_bp}. */
    public static long[] convolutionArguments(Window vertical, Window horizontal) {
        boolean symmetric = horizontal.isSymmetric();
        return new long[] {
            vertical.kernel,
            horizontal.kernel,
            vertical.stride,
            horizontal.stride,
            symmetric ? vertical.before : 0,
            symmetric ? horizontal.before : 0,
            1,
            1,
            symmetric ? EXPLICIT : SAME,
            CHANNELS_LAST,
            OUT_IN_HEIGHT_WIDTH
        };
    }
}
