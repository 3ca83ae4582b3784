package org.exeunt.dl4j.heads;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.Dense;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.spi.ExitHead;

/**
 * A hidden dense layer with ReLU and an output layer, on the same feature vector as {@link LinearHead}.
 *
 * @param options its options
 */
public record MlpHead(Options options) implements ExitHead {
    /** Options of {@link MlpHead}. */
    public record Options(
            @Option(value = "Units of the hidden layer", defaultValue = "64", min = 1, max = 65536) int width,
            @Option(Pooling.STEPS) Optional<SequencePooling.Steps> sequence) {
        /** Creates options with the default for {@code sequence}. */
        public Options(int width) {
            this(width, Optional.empty());
        }
    }

    @Override
    public String addFeature(GraphBuilder graph, String input, InputType type) {
        return Pooling.add(graph, input, type, "mlp", options.sequence());
    }

    @Override
    public String addLogits(GraphBuilder graph, String feature, int classes) {
        graph.addLayer("hidden", Dense.relu(options.width()), feature);
        graph.addLayer("dense", Dense.linear(classes), "hidden");
        return "dense";
    }
}
