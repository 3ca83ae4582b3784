package org.exeunt.dl4j.kernels;

/**
 * Creates the computations of which layers are composed, for arrays in one kind of memory. Thread-safe; each created
 * kernel is for one thread.
 */
public interface Kernels {
    /**
     * Returns a convolution without bias.
     *
     * @param vertical kernel, stride and padding along the rows of an image, from top to bottom
     * @param horizontal kernel, stride and padding along its columns, from left to right
     * @param in channels of the input
     * @param out channels of the result
     */
    Filter filter(Window vertical, Window horizontal, int in, int out);

    /**
     * Returns a convolution followed by max-pooling, bias and ReLU; parameters as in {@link #filter}.
     *
     * @param poolHeight height of a pooling window, 1 or 2; its width is 2
     */
    ConvPool convPool(Window vertical, Window horizontal, int in, int out, int poolHeight);

    /** Returns the addition of a bias with optional ReLU. */
    BiasRelu biasRelu(int channels, boolean relu);

    /** Returns the forward computation of norms. */
    NormForward normForward(int channels);

    /** Returns the backward computation of norms. */
    NormBackward normBackward(int channels);

    /** Returns the step of the optimiser. */
    SgdStep sgdStep();
}
