package org.exeunt.dl4j.design;

import java.util.IdentityHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;

/** Builds graph configurations in which embeddings keep the size of their vocabulary. */
public final class EmbeddingGraphs {
    private EmbeddingGraphs() {}

    /**
     * Returns the configuration of a graph with input types set. Deeplearning4j derives the input size of every layer
     * from the type of its input, which for an embedding is the length of the sequence instead of the vocabulary size.
     *
     * @param input input type of the graph
     * @throws IllegalStateException if an embedding does not define its vocabulary size
     */
    public static ComputationGraphConfiguration build(GraphBuilder graph, InputType input) {
        Map<FeedForwardLayer, Long> vocabularies = new IdentityHashMap<>();
        graph.getVertices().forEach((name, vertex) -> {
            if (vertex instanceof LayerVertex holder
                    && WrappedLayers.innermost(holder.getLayerConf().getLayer()) instanceof FeedForwardLayer layer
                    && (layer instanceof EmbeddingLayer || layer instanceof EmbeddingSequenceLayer)) {
                if (layer.getNIn() < 1) {
                    throw new IllegalStateException(
                            "embedding '%s' has no vocabulary size; set its nIn to the number of token ids"
                                    .formatted(name));
                }
                vocabularies.put(layer, layer.getNIn());
                boolean readsInput = graph.getVertexInputs().get(name).get(0).equals(GraphFactory.INPUT);
                if (layer instanceof EmbeddingSequenceLayer sequences && readsInput) {
                    sequences.setInputLength((int) length(input));
                }
            }
        });
        ComputationGraphConfiguration built = graph.build();
        vocabularies.forEach((layer, vocabulary) -> layer.setNIn(vocabulary));
        return built;
    }

    private static long length(InputType ids) {
        return ids instanceof InputType.InputTypeRecurrent sequence
                ? sequence.getTimeSeriesLength()
                : ids.arrayElementsPerExample();
    }
}
