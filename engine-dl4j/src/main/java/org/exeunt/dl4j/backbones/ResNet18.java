package org.exeunt.dl4j.backbones;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.conv.ChannelNorm;
import org.exeunt.dl4j.layers.conv.ConvNormRelu;
import org.exeunt.dl4j.layers.conv.ResidualBlock;
import org.exeunt.dl4j.spi.Backbone;

/**
 * ResNet-18 for small images (He et al., arXiv 1512.03385): a 3x3 convolution of stride 1 instead of the original 7x7
 * convolution of stride 2 with pooling, then four stages of two basic blocks each. From stage to stage, the number of
 * channels doubles and height and width halve. With width 64, it is the network of the CIFAR-100 and TinyImageNet
 * experiments of CAFEDistill (arXiv 2601.10015).
 *
 * <p>With batch norm, a network has running means and variances as buffers. With group norm it has no buffers, and its
 * output does not depend on batch statistics.
 *
 * @param options its options
 */
public record ResNet18(Options options) implements Backbone {
    private static final int STAGES = 4;
    private static final int STEM_KERNEL = 3;

    /** Normalisation of the output of every convolution. */
    public enum NormKind {
        /** Each channel over the batch; running statistics in inference. */
        BATCH,
        /** Groups of channels of each example. */
        GROUP
    }

    /** Options of {@link ResNet18}. */
    public record Options(
            @Option(
                            value = "Channels of the first stage; the others have 2, 4 and 8 times as many",
                            defaultValue = "64",
                            min = 1,
                            max = 1024)
                    int width,
            @Option(
                            value = "Normalisation: each channel over the batch, or groups of channels of each example",
                            defaultValue = "batch")
                    NormKind norm,
            @Option(
                            value = "Number of channel groups of group norm, a divisor of the width; not used with "
                                    + "batch norm",
                            defaultValue = "32",
                            min = 1,
                            max = 1024)
                    int groups,
            @Option(
                            value = "Weight of the latest batch in the running mean and variance of batch norm",
                            defaultValue = "0.1",
                            min = 0,
                            max = 1)
                    double statisticsMomentum) {
        public Options {
            if (norm == NormKind.GROUP && width % groups != 0) {
                throw new IllegalArgumentException(
                        "groups = %d does not divide width = %d; expected a divisor of the width"
                                .formatted(groups, width));
            }
        }

        private ChannelNorm channelNorm() {
            return norm == NormKind.BATCH ? ChannelNorm.batch(statisticsMomentum) : ChannelNorm.group(groups);
        }
    }

    @Override
    public int stages() {
        return STAGES;
    }

    @Override
    public InputType input(InputShape example) {
        return Inputs.image(example, "resnet18");
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        ChannelNorm norm = options.channelNorm();
        int channels = options.width() << (stage - 1);
        String below = input;
        if (stage == 1) {
            graph.addLayer("stem", ConvNormRelu.of(STEM_KERNEL, channels, norm), input);
            below = "stem";
        }
        graph.addLayer("block1", ResidualBlock.of(channels, stage == 1 ? 1 : 2, norm), below);
        graph.addLayer("block2", ResidualBlock.of(channels, 1, norm), "block1");
        return "block2";
    }

    /** Returns true with batch norm; a group norm depends on all channels of a group. */
    @Override
    public boolean narrowsExactly() {
        return options.norm() == NormKind.BATCH;
    }
}
