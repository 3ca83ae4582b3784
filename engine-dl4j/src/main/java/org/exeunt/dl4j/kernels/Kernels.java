package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.kernels.host.HostKernels;
import org.exeunt.dl4j.kernels.portable.PortableKernels;
import org.exeunt.dl4j.nativeaccess.Memory;

/**
 * Makes the computations that layers are composed of, for arrays in one kind of memory.
 *
 * <p>There are two families: {@link HostKernels} for the processor's own memory, and {@link PortableKernels}, which uses ND4J's operations alone and
 * therefore works on every backend. Layers use this interface and do not know which family they have. Safe for any number of threads; each kernel is
 * for one thread.
 */
public interface Kernels {
    /** Returns the family for the memory in use. */
    static Kernels inUse() {
        return Memory.isHost() ? new HostKernels() : new PortableKernels();
    }

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

    /** Returns the addition of a bias, with or without ReLU. */
    BiasRelu biasRelu(int channels, boolean relu);

    /** Returns the forward passes over the arrays of a norm. */
    NormForward normForward(int channels);

    /** Returns the backward passes over the arrays of a norm. */
    NormBackward normBackward(int channels);

    /** Returns the optimiser's step. */
    SgdStep sgdStep();
}
