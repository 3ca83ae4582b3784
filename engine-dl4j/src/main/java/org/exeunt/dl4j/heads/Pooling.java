package org.exeunt.dl4j.heads;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.layers.conv.GlobalAverage;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.layers.sequence.SequencePooling.Steps;

/** Reduces the output of a stage to a vector, without parameters. */
final class Pooling {
    /** Description of the option of heads for the steps to read. */
    static final String STEPS = "Steps of a sequence to read; by default the first (class token) for Transformers and "
            + "the last for recurrent layers";

    private Pooling() {}

    /**
     * Adds the layer that averages images over height and width or reduces sequences; vectors are not changed.
     *
     * @param head id of the head, for the message
     * @param sequence steps of a sequence to read; if empty, the first (class token) of {@code [batch, steps, width]},
     *     and the last of {@code [batch, width, steps]}, which is the layout of Deeplearning4j's recurrent layers
     * @return name of the layer that returns {@code [batch, features]}
     * @throws IllegalStateException if the stage returns another type
     */
    static String add(GraphBuilder graph, String input, InputType type, String head, Optional<Steps> sequence) {
        if (type instanceof InputType.InputTypeFeedForward) {
            return input;
        }
        if (type instanceof InputType.InputTypeConvolutional) {
            graph.addLayer("pool", new GlobalAverage(), input);
            return "pool";
        }
        if (type instanceof InputType.InputTypeRecurrent steps) {
            Steps read = sequence.orElse(steps.getFormat() == RNNFormat.NWC ? Steps.FIRST : Steps.LAST);
            graph.addLayer("steps", new SequencePooling(read), input);
            return "steps";
        }
        throw new IllegalStateException(
                "head '%s' requires images, series, texts or vectors; the stage returns %s".formatted(head, type));
    }
}
