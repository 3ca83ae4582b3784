package org.exeunt.dl4j.layers.conv;

import org.exeunt.dl4j.kernels.Window;

/**
 * A convolution without bias followed by a norm, as one part of a layer.
 *
 * @param prefix of its parameters' names, which tells it from other parts of the layer
 * @param window of the convolution
 * @param in channels of the input
 * @param out channels of the output
 */
record ConvNorm(String prefix, Window window, int in, int out) {
    /** Weights {@code [out, in, kernel, kernel]}. */
    String weights() {
        return prefix + "W";
    }

    /** Scale of every channel. */
    String gamma() {
        return prefix + "gamma";
    }

    /** Offset of every channel. */
    String beta() {
        return prefix + "beta";
    }

    /** Running mean of every channel. */
    String mean() {
        return prefix + "mean";
    }

    /** Running variance of every channel, itself and no function of it, so that it may be averaged. */
    String variance() {
        return prefix + "var";
    }

    long macs(long height, long width) {
        return window.outputLength(height) * window.outputLength(width) * window.kernel() * window.kernel() * in * out;
    }
}
