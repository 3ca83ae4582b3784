package org.exeunt.device;

/** A convolution and the pooling after it, along one axis: kernel, stride, number of zeros before, pooling window. */
final class Window {
    private static final int LARGEST = 1 << 10;

    final int kernel;
    final int stride;
    final int before;
    final int pool;
    /** Length of the image with its padding. */
    final int extent;

    /** Reads a window that computes an axis from another. */
    Window(ModelFile in, int length, int output) {
        kernel = in.next("the length of a kernel", 1, LARGEST);
        stride = in.next("a stride", 1, LARGEST);
        before = in.next("padding", 0, kernel - 1);
        pool = in.next("a pooling window", 1, Convolution.POSITIONS);
        long end = ((long) output * pool - 1) * stride + kernel;
        ModelFile.require(end < (long) before + length + kernel, "an image of length %d is too short", length);
        extent = (int) Math.max(end, before + length);
    }
}
