package org.exeunt.dl4j.heads;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.layers.FirstPosition;
import org.exeunt.dl4j.layers.GlobalAverage;

/** A vector for whatever a stage gives, without parameters. */
final class Summary {
    private Summary() {}

    /**
     * Adds the mean over height and width of images, over time of series, or the first position of texts; vectors stay as they are.
     *
     * @param head id of who asks
     * @return name of the layer that gives {@code [batch, features]}
     * @throws IllegalStateException if the stage gives something else
     */
    static String add(GraphBuilder graph, String input, InputType type, String head) {
        if (type instanceof InputType.InputTypeFeedForward) {
            return input;
        }
        if (type instanceof InputType.InputTypeConvolutional) {
            graph.addLayer("pool", new GlobalAverage(), input);
            return "pool";
        }
        if (type instanceof InputType.InputTypeRecurrent) {
            graph.addLayer("first", new FirstPosition(), input);
            return "first";
        }
        throw new IllegalStateException(
                "head '%s' reads images, series, texts or vectors; the stage gives %s".formatted(head, type));
    }
}
