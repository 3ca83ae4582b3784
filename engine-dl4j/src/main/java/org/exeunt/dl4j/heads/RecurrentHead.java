package org.exeunt.dl4j.heads;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.Dense;
import org.exeunt.dl4j.layers.sequence.EarlierFeatures;
import org.exeunt.dl4j.layers.sequence.EncoderBlock;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.spi.ExitHead;

/**
 * One Transformer block over the features of the exit and of all earlier exits, queried by a learned vector plus the
 * exit's own feature, then one dense layer. The feature is the same as in {@link LinearHead}. All exits must have
 * features of the same length; their heads then have parameters of the same shapes, so that a strategy may share one
 * head among all exits.
 *
 * <p>Source: the recurrent exit of Lee et al., Recurrent Early Exits for Federated Learning with Heterogeneous Clients
 * (ReeFL), ICML 2024, arXiv 2405.14791. Deviations: the block is post-norm with ReLU instead of pre-norm with GELU; the
 * exit's own feature is added to the query vector before the block instead of to the output of the block; features for
 * later stages are not modified.
 *
 * @param options its options
 */
public record RecurrentHead(Options options) implements ExitHead {
    /** Options of {@link RecurrentHead}. */
    public record Options(
            @Option(
                            value = "Maximum number of features to read, including that of the exit itself; at least "
                                    + "the number of exits",
                            defaultValue = "4",
                            min = 1,
                            max = 64,
                            unit = "exits")
                    int memory,
            @Option(
                            value = "Attention heads; a divisor of the length of a feature",
                            defaultValue = "4",
                            min = 1,
                            max = 256)
                    int heads,
            @Option(value = "Hidden units of the feed-forward part", defaultValue = "256", min = 1, max = 65536)
                    int feedForward,
            @Option(value = "Probability that a value is dropped in training", defaultValue = "0", min = 0, max = 0.9)
                    double dropout,
            @Option(Pooling.STEPS) Optional<SequencePooling.Steps> sequence) {
        /** Creates options with the default for {@code sequence}. */
        public Options(int memory, int heads, int feedForward, double dropout) {
            this(memory, heads, feedForward, dropout, Optional.empty());
        }
    }

    @Override
    public String addFeature(GraphBuilder graph, String input, InputType type) {
        return Pooling.add(graph, input, type, "recurrent", options.sequence());
    }

    @Override
    public String addLogits(GraphBuilder graph, String feature, int classes) {
        graph.addLayer("recall", new EarlierFeatures(options.memory()), feature);
        graph.addLayer("block", new EncoderBlock(options.heads(), options.feedForward(), options.dropout()), "recall");
        graph.addLayer("answer", new SequencePooling(SequencePooling.Steps.FIRST), "block");
        graph.addLayer("dense", Dense.linear(classes), "answer");
        return "dense";
    }
}
