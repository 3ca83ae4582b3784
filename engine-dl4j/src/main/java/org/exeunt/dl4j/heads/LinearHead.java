package org.exeunt.dl4j.heads;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.Dense;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.spi.ExitHead;
import org.exeunt.dl4j.spi.ExitHeadPlugin;

/** One dense layer on the feature vector; images are averaged over height and width first, and sequences reduced to one step or their mean. */
public final class LinearHead implements ExitHead {
    /** Options of {@link LinearHead}. */
    public record Options(
            @Option(
                            "Which steps of a sequence are read; if left out the first, a class token's, of a Transformer and the last of recurrent layers")
                    Optional<SequencePooling.Steps> sequence) {
        /** Makes options that read sequences as if {@code sequence} were left out. */
        public Options() {
            this(Optional.empty());
        }
    }

    /** Plugin {@code linear}. */
    public static final class Plugin extends ExitHeadPlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "linear",
                    "Mean of images, one step or the mean of sequences, then one dense layer",
                    Options.class,
                    (options, context) -> new LinearHead(options));
        }
    }

    private final Options options;

    /** Makes the head with the options it has if none are given. */
    public LinearHead() {
        this(new Options());
    }

    /** Makes the head. */
    public LinearHead(Options options) {
        this.options = options;
    }

    @Override
    public String addFeature(GraphBuilder graph, String input, InputType type) {
        return Pooling.add(graph, input, type, "linear", options.sequence());
    }

    @Override
    public String addLogits(GraphBuilder graph, String feature, int classes) {
        graph.addLayer("dense", Dense.linear(classes), feature);
        return "dense";
    }

    @Override
    public boolean narrowsExactly() {
        return true;
    }
}
