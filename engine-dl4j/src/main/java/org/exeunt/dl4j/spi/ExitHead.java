package org.exeunt.dl4j.spi;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * What turns a stage's output into logits, as a fragment of a Deeplearning4j graph in two parts: first the pooled feature, then the
 * answer. Losses may look at the feature and pull it.
 *
 * <p>Pure and safe for any number of threads; a head is built anew for every exit of every network.
 */
public interface ExitHead {
    /**
     * Adds what reduces a stage's output to a vector an example.
     *
     * @param graph under construction
     * @param input name of the stage's output
     * @param type of the stage's output
     * @return name of the layer or vertex that gives the feature {@code [batch, features]}; {@code input} itself if that is one
     * @throws IllegalStateException if the head cannot work on {@code type}
     */
    String addFeature(GraphBuilder graph, String input, InputType type);

    /**
     * Adds what answers from the feature. The logits are raw: no softmax.
     *
     * @param graph under construction
     * @param feature name of the feature
     * @param classes number of classes
     * @return name of the layer that gives {@code [batch, classes]}; not an output layer with a loss
     */
    String addLogits(GraphBuilder graph, String feature, int classes);

    /**
     * Returns whether the head reads no more of its input than a weight {@code [classes, channels]} in memory order says, so that a head on fewer
     * channels is a slice of it ({@link org.exeunt.api.network.WidthSlicing}). All its other parameters belong to classes.
     */
    default boolean narrowsExactly() {
        return false;
    }
}
