package org.exeunt.dl4j.backbones;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.sequence.EncoderBlock;
import org.exeunt.dl4j.layers.sequence.TokenEmbedding;
import org.exeunt.dl4j.spi.Backbone;

/**
 * Stages of one Transformer encoder block, the first of which also has the embedding. With the default options on
 * sequences of 200 tokens, it is the network of the AG News experiments of CAFEDistill (arXiv 2601.10015).
 *
 * <p>Examples are token ids {@code [length]}, starting with a class token that the data set adds; id 0 is padding.
 * Stages return {@code [batch, length, width]}.
 *
 * <p>Deviation from the code of the paper, which attends to padding: padding has no effect unless {@code padding-mask}
 * is off. Token embeddings start with variance 1/width, as in the code of the Transformer paper (A. Vaswani et al.,
 * arXiv 1706.03762), and not with PyTorch's default of 1: multiplied by the square root of the width, the latter are so
 * large that each position of the first block attends to one token, and the first exit hardly learns.
 *
 * @param options its options
 */
public record Transformer(Options options) implements Backbone {
    /** Options of {@link Transformer}. */
    public record Options(
            @Option(
                            value = "Number of token ids, including padding and class token",
                            defaultValue = "32000",
                            min = 2,
                            max = 16777216)
                    int vocabulary,
            @Option(
                            value = "Values per position; a multiple of the number of heads",
                            defaultValue = "192",
                            min = 1,
                            max = 8192)
                    int width,
            @Option(
                            value = "Number of encoder blocks, which is the number of exits",
                            defaultValue = "4",
                            min = 1,
                            max = 64)
                    int blocks,
            @Option(value = "Attention heads per block", defaultValue = "2", min = 1, max = 256) int heads,
            @Option(
                            value = "Hidden units of the feed-forward part of a block",
                            defaultValue = "768",
                            min = 1,
                            max = 65536)
                    int feedForward,
            @Option(value = "Probability that a value is dropped in training", defaultValue = "0.1", min = 0, max = 0.9)
                    double dropout,
            @Option(
                            value = "Whether padding (token 0) is ignored; if off, it is treated like other tokens, "
                                    + "as in the code of the paper",
                            defaultValue = "true")
                    boolean paddingMask) {
        public Options {
            if (width % heads != 0) {
                throw new IllegalArgumentException(
                        "width = %d is not a multiple of heads = %d; choose a multiple".formatted(width, heads));
            }
        }
    }

    @Override
    public int stages() {
        return options.blocks();
    }

    @Override
    public InputType input(InputShape example) {
        if (example.lengths().size() != 1) {
            throw new IllegalArgumentException(
                    "backbone 'transformer' requires sequences of token ids [length]; found examples of shape "
                            + example);
        }
        if (example.vocabulary().orElse(options.vocabulary()) != options.vocabulary()) {
            throw new IllegalArgumentException(
                    ("vocabulary is %d, but the examples have %d token ids (dataset.vocabulary); set "
                                    + "both to the same number")
                            .formatted(
                                    options.vocabulary(), example.vocabulary().getAsInt()));
        }
        return InputType.feedForward(example.size());
    }

    @Override
    public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
        String tokens = input;
        if (stage == 1) {
            tokens = "embedding";
            graph.addLayer(
                    tokens,
                    new TokenEmbedding(options.vocabulary(), options.width(), options.dropout(), options.paddingMask()),
                    input);
        }
        graph.addLayer("block", new EncoderBlock(options.heads(), options.feedForward(), options.dropout()), tokens);
        return "block";
    }
}
