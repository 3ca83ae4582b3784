package org.exeunt.dl4j.layers.conv;

import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;
import org.exeunt.dl4j.kernels.NormArithmetic;
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

    /** Adds a convolution to which the norm, a linear function of running statistics, is applied in advance. */
    Image addSteps(DeviceSteps steps, ChannelNorm norm, Image x, boolean relu, Image added) {
        if (!norm.overBatch()) {
            throw new IllegalArgumentException("group norm is not a part of models on devices; use batch norm");
        }
        float[] filters = steps.values(weights()).clone();
        float[] bias = steps.values(beta()).clone();
        for (int o = 0; o < out; o++) {
            double scale = steps.values(gamma())[o] / Math.sqrt(steps.values(variance())[o] + NormArithmetic.EPSILON);
            bias[o] = (float) (bias[o] - steps.values(mean())[o] * scale);
            int size = filters.length / out;
            for (int i = o * size; i < (o + 1) * size; i++) {
                filters[i] = (float) (filters[i] * scale);
            }
        }
        return steps.convolution(x, window, filters, bias, relu, added);
    }

    long macs(long height, long width) {
        return window.outputLength(height) * window.outputLength(width) * window.kernel() * window.kernel() * in * out;
    }
}
