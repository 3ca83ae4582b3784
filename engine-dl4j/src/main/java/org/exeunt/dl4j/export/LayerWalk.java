package org.exeunt.dl4j.export;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.design.LayerTypes;

/** The translation of the graph of a stage or a head, layer by layer; V represents the output of a layer. */
abstract class LayerWalk<V> {
    final String part;
    final ComputationGraphConfiguration configuration;
    final Map<String, LayerTypes> types;
    private final Map<String, V> outputs = new HashMap<>();

    LayerWalk(String part, ComputationGraphConfiguration configuration, InputType type) {
        this.part = part;
        this.configuration = configuration;
        this.types = LayerTypes.of(configuration, type);
    }

    /** Translates a layer that reads the output of the layer below. */
    abstract V add(String vertex, String below, V x);

    final V run(V input) {
        outputs.put(GraphFactory.INPUT, input);
        return output(configuration.getNetworkOutputs().get(0));
    }

    private V output(String vertex) {
        if (!outputs.containsKey(vertex)) {
            String below = configuration.getVertexInputs().get(vertex).get(0);
            V x = output(below);
            try {
                outputs.put(vertex, add(vertex, below, x));
            } catch (IllegalStateException | IllegalArgumentException e) {
                throw new IllegalArgumentException("layer '%s' of %s: %s".formatted(vertex, part, e.getMessage()), e);
            }
        }
        return outputs.get(vertex);
    }

    /** Returns whether the output of a layer is rearranged for the layer that reads it, such as flattened. */
    final boolean rearranges(String vertex, String below) {
        GraphVertex reader = configuration.getVertices().get(vertex);
        return LayerTypes.preprocessorOf(reader, types.get(below).output()).isPresent();
    }
}
