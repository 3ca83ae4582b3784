package org.exeunt.dl4j.spi;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;

/**
 * A layer configuration that can be said in Deeplearning4j's own layers, so that a network with it can be exported. Layers of Deeplearning4j are
 * exported as they are and need not implement it.
 */
public interface StockEquivalent {
    /**
     * Adds layers that answer the same in inference, on images {@code [batch, channels, height, width]}.
     *
     * @param graph under construction
     * @param name unique in the graph: the name of the layer added, or the beginning of the names if there are several
     * @param input name of what they read
     * @throws IllegalArgumentException if there are none as this layer is configured, naming why
     */
    Stock addStock(GraphBuilder graph, String name, String input);

    /**
     * What was added.
     *
     * @param output name of the last layer or vertex
     * @param parameters for each parameter of this layer {@code LAYER_PARAMETER} of the one that takes its values, which lie in the same order
     */
    record Stock(String output, Map<String, String> parameters) {
        public Stock {
            parameters = Map.copyOf(parameters);
        }

        /** Returns a form whose layer takes the weights {@code W} and the biases {@code b} as they are. */
        public static Stock ofWeights(String output, String layer) {
            return new Stock(output, Map.of("W", layer + "_W", "b", layer + "_b"));
        }
    }
}
