package org.exeunt.dl4j.spi;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * The head of an exit, which computes logits from the output of a stage, as a fragment of a Deeplearning4j graph in two
 * parts: first the feature vector, then the logits. Losses may read the feature and add to its gradient.
 *
 * <p>Implementations are stateless and thread-safe; heads are built for every exit of every network.
 */
public interface ExitHead {
    /**
     * Adds the layers that reduce the output of a stage to one vector per example.
     *
     * @param graph graph under construction
     * @param input name of the output of the stage
     * @param type type of the output of the stage
     * @return name of the layer or vertex that returns the feature {@code [batch, features]}; {@code input} if it
     *     already is a vector
     * @throws IllegalStateException if the head does not support {@code type}
     */
    String addFeature(GraphBuilder graph, String input, InputType type) throws IllegalStateException;

    /**
     * Adds these layers for one of the exits. The default does not depend on the exit.
     *
     * @param exit number of the exit, from 1
     */
    default String addFeature(GraphBuilder graph, String input, InputType type, int exit) throws IllegalStateException {
        return addFeature(graph, input, type);
    }

    /**
     * Adds the layers that compute logits from the feature. The last layer has no activation (Deeplearning4j's default
     * is sigmoid), as losses and exit policies apply the softmax.
     *
     * @param graph graph under construction
     * @param feature name of the feature
     * @param classes number of classes
     * @return name of the layer that returns logits {@code [batch, classes]}; must not be an output layer with a loss
     */
    String addLogits(GraphBuilder graph, String feature, int classes);

    /**
     * Returns whether heads on fewer channels are exact slices of this one
     * ({@link org.exeunt.api.network.WidthSlicing}). If true, the head reads its input only through a weight
     * {@code [classes, channels]} in memory order, and its other parameters must not depend on the number of channels.
     */
    default boolean narrowsExactly() {
        return false;
    }
}
