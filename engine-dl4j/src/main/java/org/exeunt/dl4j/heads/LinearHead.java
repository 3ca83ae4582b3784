package org.exeunt.dl4j.heads;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.dl4j.layers.Dense;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.spi.ExitHead;

/**
 * One dense layer on the feature vector. Images are first averaged over height and width, and sequences are reduced to
 * one step or to their mean.
 */
public final class LinearHead implements ExitHead {
    /** Options of {@link LinearHead}. */
    public record Options(@Option(Pooling.STEPS) Optional<SequencePooling.Steps> sequence) {
        /** Creates options with the default for {@code sequence}. */
        public Options() {
            this(Optional.empty());
        }
    }

    /** Plugin {@code linear}. */
    public static final class Provider extends Plugin<ExitHead, Options> {
        /** Creates the plugin. */
        public Provider() {
            super(
                    "linear",
                    "Global average pooling of images, one step or the mean of sequences, then one dense layer",
                    (options, context) -> new LinearHead(options));
        }
    }

    private final Options options;

    /** Creates the head with the default options. */
    public LinearHead() {
        this(new Options());
    }

    /** Creates the head. */
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
