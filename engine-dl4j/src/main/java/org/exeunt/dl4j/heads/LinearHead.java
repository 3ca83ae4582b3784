package org.exeunt.dl4j.heads;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;
import org.exeunt.dl4j.layers.Dense;
import org.exeunt.dl4j.spi.ExitHead;

/** One dense layer on the feature vector; images are averaged over height and width first, series over time, of texts the first position is taken. */
public final class LinearHead implements ExitHead {
    /** Options of {@link LinearHead}: none. */
    public record Options() {}

    /** Plugin {@code linear}. */
    public static final class Plugin extends SimplePlugin<ExitHead, Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    ExitHead.class,
                    "linear",
                    "Global average pooling of images and series, first position of texts, then one dense layer",
                    Options.class,
                    ApiVersion.CURRENT,
                    (options, context) -> new LinearHead());
        }
    }

    @Override
    public String addFeature(GraphBuilder graph, String input, InputType type) {
        return Summary.add(graph, input, type, "linear");
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
