package org.exeunt.dl4j.spi;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;

/**
 * A layer configuration with an equivalent in Deeplearning4j's own layers, which is required to export a network
 * for Deeplearning4j. Layers of Deeplearning4j are exported unchanged and do not implement it.
 */
public interface Dl4jEquivalent {
    /**
     * Adds layers that compute the same result in inference, on images {@code [batch, channels, height, width]}.
     *
     * @param graph graph under construction
     * @param name name of the added layer, or the prefix of the names of several layers; unique in the graph
     * @param input name of their input
     * @throws IllegalArgumentException if the configuration has no equivalent; the message contains the reason
     */
    Added addDl4j(GraphBuilder graph, String name, String input);

    /**
     * The added layers.
     *
     * @param output name of the last added layer or vertex
     * @param parameters for each parameter of this layer, the name {@code LAYER_PARAMETER} of the added parameter that
     *     receives its values in the same order
     */
    record Added(String output, Map<String, String> parameters) {
        public Added {
            parameters = Map.copyOf(parameters);
        }

        /** Returns the mapping for a layer that receives the weights {@code W} and the biases {@code b} unchanged. */
        public static Added ofWeights(String output, String layer) {
            return new Added(output, Map.of("W", layer + "_W", "b", layer + "_b"));
        }
    }
}
