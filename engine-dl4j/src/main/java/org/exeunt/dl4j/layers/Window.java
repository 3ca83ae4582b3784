package org.exeunt.dl4j.layers;

/**
 * How a square kernel is laid over an image.
 *
 * @param kernel height and width of the kernel
 * @param stride rows and columns from one place to the next
 * @param before rows of zeros above and columns of zeros left of the image
 * @param after rows of zeros below and columns of zeros right of the image
 */
record Window(int kernel, int stride, int before, int after) {
    /** Returns the window of stride 1 that stays within the image. */
    static Window valid(int kernel) {
        return new Window(kernel, 1, 0, 0);
    }

    /** Returns the window of stride 1 that keeps the image's size; an even kernel needs one more row of zeros after than before. */
    static Window same(int kernel) {
        return new Window(kernel, 1, (kernel - 1) / 2, kernel / 2);
    }

    /** Returns the window of an odd kernel that is centred at the first place of the image and at every {@code stride}-th after it. */
    static Window centred(int kernel, int stride) {
        return new Window(kernel, stride, kernel / 2, kernel / 2);
    }

    /** Returns the height or width of the result. */
    long outputLength(long inputLength) {
        return (inputLength + before + after - kernel) / stride + 1;
    }

    boolean keepsSize() {
        return stride == 1 && before + after == kernel - 1;
    }

    boolean isEven() {
        return before == after;
    }
}
