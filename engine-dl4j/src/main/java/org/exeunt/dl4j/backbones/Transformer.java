package org.exeunt.dl4j.backbones;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.sequence.EncoderBlock;
import org.exeunt.dl4j.layers.sequence.TokenEmbedding;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.BackbonePlugin;

/**
 * Stages of one Transformer encoder block each, the first after an embedding; on sequences of 200 tokens with the defaults the network of the
 * AG News experiments of CAFEDistill (arXiv 2601.10015).
 *
 * <p>Examples are token ids {@code [length]}, 0 for padding, the first that of a class token, which the data set puts there. Stages give
 * {@code [batch, length, width]}. Unlike the paper's code, which attends to padding,
 * padding has no effect unless {@code padding-mask} is off.
 */
public final class Transformer implements Backbone {
    /** Options of {@link Transformer}. */
    public record Options(
            @Option(
                            value = "Number of token ids, padding and class token included",
                            defaultValue = "32000",
                            min = 2,
                            max = 16777216)
                    int vocabulary,
            @Option(value = "Values a position; a multiple of the heads", defaultValue = "192", min = 1, max = 8192)
                    int width,
            @Option(value = "Number of encoder blocks, and so of exits", defaultValue = "4", min = 1, max = 64)
                    int blocks,
            @Option(value = "Attention heads of a block", defaultValue = "2", min = 1, max = 256) int heads,
            @Option(value = "Hidden units of a block's feed-forward part", defaultValue = "768", min = 1, max = 65536)
                    int feedForward,
            @Option(value = "Probability that a value is dropped in training", defaultValue = "0.1", min = 0, max = 0.9)
                    double dropout,
            @Option(
                            value =
                                    "Whether padding, token 0, is left out; off, it is a token like any other, as in the paper's code",
                            defaultValue = "true")
                    boolean paddingMask) {
        public Options {
            if (width % heads != 0) {
                throw new IllegalArgumentException(
                        "width = %d is not a multiple of heads = %d".formatted(width, heads));
            }
        }
    }

    /** Plugin {@code transformer}. */
    public static final class Plugin extends BackbonePlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "transformer",
                    "Embedding and post-norm Transformer encoder blocks, one a stage, with a class token; for token ids",
                    Options.class,
                    (options, context) -> new Transformer(options));
        }
    }

    private final Options options;

    /** Makes the backbone. */
    public Transformer(Options options) {
        this.options = options;
    }

    @Override
    public int stages() {
        return options.blocks();
    }

    @Override
    public InputType input(InputShape example) {
        if (example.lengths().size() != 1) {
            throw new IllegalArgumentException(
                    "backbone 'transformer' works on sequences of token ids [length]; examples are " + example);
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
