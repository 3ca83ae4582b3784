package org.exeunt.dl4j.heads;

import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.layers.conv.GlobalAverage;
import org.exeunt.dl4j.layers.sequence.FirstPosition;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.layers.sequence.SequencePooling.Steps;

/** A vector for whatever a stage gives, without parameters. */
final class Pooling {
    private Pooling() {}

    /**
     * Adds the mean over height and width of images or what is read of a sequence; vectors stay as they are.
     *
     * @param head id of the head
     * @param sequence which steps of a sequence are read; if empty the first, a class token's, of {@code [batch, steps, width]}, and the last of
     *     {@code [batch, width, steps]}, the layout of Deeplearning4j's recurrent layers
     * @return name of the layer that gives {@code [batch, features]}
     * @throws IllegalStateException if the stage gives something else
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
            boolean channelsLast = steps.getFormat() == RNNFormat.NWC;
            Steps read = sequence.orElse(channelsLast ? Steps.FIRST : Steps.LAST);
            boolean classToken = channelsLast && read == Steps.FIRST;
            graph.addLayer("steps", classToken ? new FirstPosition() : new SequencePooling(read), input);
            return "steps";
        }
        throw new IllegalStateException(
                "head '%s' reads images, series, texts or vectors; the stage gives %s".formatted(head, type));
    }
}
