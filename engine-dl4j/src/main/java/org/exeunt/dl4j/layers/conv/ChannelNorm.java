package org.exeunt.dl4j.layers.conv;

import java.util.Arrays;
import org.exeunt.dl4j.kernels.NormArithmetic;
import org.exeunt.dl4j.onnx.OnnxNodes;

/**
 * The kind of normalisation of channels to mean 0 and variance 1, before a learned scale and offset per channel.
 *
 * @param groups number of groups into which the channels of an example are divided, each normalised separately (group
 *     norm, Wu and He, arXiv 1803.08494); 0 if each channel is normalised over the whole batch, and by running
 *     statistics in inference (batch norm, Ioffe and Szegedy, arXiv 1502.03167)
 * @param momentum weight of the latest batch in the running statistics, in [0, 1]; not used by group norm
 */
public record ChannelNorm(int groups, double momentum) {
    public ChannelNorm {
        if (groups < 0 || !(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException("groups = %d, momentum = %s; expected groups >= 0, momentum from 0 to 1"
                    .formatted(groups, momentum));
        }
    }

    /** Returns batch norm. */
    public static ChannelNorm batch(double momentum) {
        return new ChannelNorm(0, momentum);
    }

    /** Returns group norm. */
    public static ChannelNorm group(int groups) {
        if (groups < 1) {
            throw new IllegalArgumentException("groups = %d; expected at least 1".formatted(groups));
        }
        return new ChannelNorm(groups, 0);
    }

    /**
     * Adds the operators of the norm of a convolution. A group is one channel of an instance norm.
     *
     * @return name of the output
     */
    String addOnnx(OnnxNodes nodes, ConvNorm part, String x) {
        long channels = part.out();
        if (overBatch()) {
            return nodes.operator("BatchNormalization")
                    .number("epsilon", NormArithmetic.EPSILON)
                    .on(
                            x,
                            nodes.parameter(part.gamma(), channels),
                            nodes.parameter(part.beta(), channels),
                            nodes.parameter(part.mean(), channels),
                            nodes.parameter(part.variance(), channels));
        }
        float[] ones = new float[groups];
        Arrays.fill(ones, 1);
        String normed = nodes.operator("InstanceNormalization")
                .number("epsilon", NormArithmetic.EPSILON)
                .on(
                        nodes.reshape(x, 0, groups, -1),
                        nodes.constant("ones", ones, groups),
                        nodes.constant("zeros", new float[groups], groups));
        String scaled = nodes.add(
                "Mul",
                nodes.add("Reshape", normed, nodes.add("Shape", x)),
                nodes.parameter(part.gamma(), channels, 1, 1));
        return nodes.add("Add", scaled, nodes.parameter(part.beta(), channels, 1, 1));
    }

    boolean overBatch() {
        return groups == 0;
    }

    /** Returns the number of channels that are normalised together. */
    int channelsPerGroup(int channels) {
        if (overBatch()) {
            return 1;
        }
        if (channels % groups != 0) {
            throw new IllegalStateException(
                    "%d channels do not divide into %d groups of equal size; choose another number of groups"
                            .formatted(channels, groups));
        }
        return channels / groups;
    }
}
