package org.exeunt.dl4j.heads;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.Dense;
import org.exeunt.dl4j.layers.sequence.EarlierFeatures;
import org.exeunt.dl4j.layers.sequence.EncoderBlock;
import org.exeunt.dl4j.layers.sequence.FirstPosition;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.spi.ExitHead;
import org.exeunt.dl4j.spi.ExitHeadPlugin;

/**
 * Looks back: one Transformer block over the features of the exit and of all exits before it, asked by a learned vector plus the exit's own feature,
 * then one dense layer. The feature is that of {@link LinearHead}; all exits must have features of one length, and then have parameters of the same
 * shapes, so that a strategy may share one head among them.
 *
 * <p>Source: the recurrent exit of Lee et al., Recurrent Early Exits for Federated Learning with Heterogeneous Clients (ReeFL), ICML 2024, arXiv
 * 2405.14791. Deviations: the block is post-norm with ReLU, the original's pre-norm with GELU; the exit's own feature is added to the vector that
 * asks before the block, not to what it gives; features are not changed for the stages that follow.
 */
public final class RecurrentHead implements ExitHead {
    /** Options of {@link RecurrentHead}. */
    public record Options(
            @Option(
                            value =
                                    "Most features that are looked at, the exit's own included; at least the number of exits",
                            defaultValue = "4",
                            min = 1,
                            max = 64,
                            unit = "exits")
                    int memory,
            @Option(value = "Attention heads; divide the length of a feature", defaultValue = "4", min = 1, max = 256)
                    int heads,
            @Option(value = "Hidden units of the feed-forward part", defaultValue = "256", min = 1, max = 65536)
                    int feedForward,
            @Option(value = "Probability that a value is dropped in training", defaultValue = "0", min = 0, max = 0.9)
                    double dropout,
            @Option(
                            "Which steps of a sequence are read; if left out the first, a class token's, of a Transformer and the last of recurrent layers")
                    Optional<SequencePooling.Steps> sequence) {
        /** Makes options that read sequences as if {@code sequence} were left out. */
        public Options(int memory, int heads, int feedForward, double dropout) {
            this(memory, heads, feedForward, dropout, Optional.empty());
        }
    }

    /** Plugin {@code recurrent}. */
    @Citation(
            "Lee et al.: Recurrent Early Exits for Federated Learning with Heterogeneous Clients, ICML 2024, arXiv 2405.14791")
    public static final class Plugin extends ExitHeadPlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "recurrent",
                    "A Transformer block over the features of the exit and all exits before it, then one dense layer",
                    Options.class,
                    (options, context) -> new RecurrentHead(options));
        }
    }

    private final Options options;

    /** Makes the head. */
    public RecurrentHead(Options options) {
        this.options = options;
    }

    @Override
    public String addFeature(GraphBuilder graph, String input, InputType type) {
        return Pooling.add(graph, input, type, "recurrent", options.sequence());
    }

    @Override
    public String addLogits(GraphBuilder graph, String feature, int classes) {
        graph.addLayer("recall", new EarlierFeatures(options.memory()), feature);
        graph.addLayer("block", new EncoderBlock(options.heads(), options.feedForward(), options.dropout()), "recall");
        graph.addLayer("answer", new FirstPosition(), "block");
        graph.addLayer("dense", Dense.linear(classes), "answer");
        return "dense";
    }
}
