package org.exeunt.dl4j.layers.conv;

/**
 * How channels are brought to mean 0 and variance 1, before each gets a scale and an offset that are learnt.
 *
 * @param groups into how many groups the channels of one example are divided, each of which is normalised on its own (group norm, Wu and
 *     He, arXiv 1803.08494); 0 if each channel is normalised on its own over the whole batch, in inference by running statistics (batch norm,
 *     Ioffe and Szegedy, arXiv 1502.03167)
 * @param momentum share of a batch in the running statistics after it, between 0 and 1; of no meaning for group norm
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

    boolean overBatch() {
        return groups == 0;
    }

    /** Returns how many channels are normalised together. */
    int channelsTogether(int channels) {
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
