package org.exeunt.dl4j.layers.conv;

import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.onnx.OnnxNodes;

/**
 * A convolution without bias, followed by a norm, as one part of a layer.
 *
 * @param prefix prefix of the parameter names, unique in the layer
 * @param window window of the convolution along both axes
 * @param in channels of the input
 * @param out channels of the output
 */
record ConvNorm(String prefix, Window window, int in, int out) {
    /** Returns the name of the weights {@code [out, in, kernel, kernel]}. */
    String weights() {
        return prefix + "W";
    }

    /** Returns the name of the scales {@code [out]}. */
    String gamma() {
        return prefix + "gamma";
    }

    /** Returns the name of the offsets {@code [out]}. */
    String beta() {
        return prefix + "beta";
    }

    /** Returns the name of the running means {@code [out]}. */
    String mean() {
        return prefix + "mean";
    }

    /**
     * Returns the name of the running variances {@code [out]}. They are stored without transformation, so that they can
     * be averaged.
     */
    String variance() {
        return prefix + "var";
    }

    /**
     * Adds the operators of the convolution and of its norm.
     *
     * @return name of the output
     */
    String addOnnx(OnnxNodes nodes, ChannelNorm norm, String x) {
        long kernel = window.kernel();
        long stride = window.stride();
        long before = window.before();
        String convolved = nodes.operator("Conv")
                .integers("kernel_shape", kernel, kernel)
                .integers("strides", stride, stride)
                .integers("pads", before, before, before, before)
                .on(x, nodes.parameter(weights(), out, in, kernel, kernel));
        return norm.addOnnx(nodes, this, convolved);
    }

    long macs(long height, long width) {
        return window.outputLength(height) * window.outputLength(width) * window.kernel() * window.kernel() * in * out;
    }
}
