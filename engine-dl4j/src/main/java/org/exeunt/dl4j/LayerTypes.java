package org.exeunt.dl4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;

/**
 * What one layer or vertex of a graph reads and returns.
 *
 * @param read type of its first input, after the preprocessor
 * @param given type of its output
 * @param rows rows of the output per example: 1, or the steps of a sequence that a preprocessor has turned into that many rows; 0 if their number
 *     is not known
 */
record LayerTypes(InputType read, InputType given, long rows) {
    /**
     * Returns the types of all layers and vertices of a built graph, by name.
     *
     * <p>Unlike Deeplearning4j's own walk, it changes no layer, and sequences that pass through layers for single steps keep their length.
     */
    static Map<String, LayerTypes> of(ComputationGraphConfiguration graph, InputType input) {
        Map<String, LayerTypes> found = new LinkedHashMap<>();
        found.put(GraphFactory.INPUT, new LayerTypes(input, input, 1));
        graph.getVertices().keySet().forEach(vertex -> of(vertex, graph, found));
        return found;
    }

    private static LayerTypes of(String name, ComputationGraphConfiguration graph, Map<String, LayerTypes> found) {
        if (!found.containsKey(name)) {
            List<LayerTypes> inputs = graph.getVertexInputs().get(name).stream()
                    .map(input -> of(input, graph, found))
                    .toList();
            found.put(name, of(graph.getVertices().get(name), inputs));
        }
        return found.get(name);
    }

    private static LayerTypes of(GraphVertex vertex, List<LayerTypes> inputs) {
        InputType before = inputs.get(0).given();
        long rows = inputs.get(0).rows();
        Optional<InputPreProcessor> preprocessor = preprocessorOf(vertex, before);
        InputType read = preprocessor.map(made -> made.getOutputType(before)).orElse(before);
        if (preprocessor.isPresent() && before instanceof InputType.InputTypeRecurrent sequence) {
            rows = isSequence(read) ? rows : Math.max(0, sequence.getTimeSeriesLength());
        } else if (preprocessor.isPresent() && read instanceof InputType.InputTypeRecurrent sequence) {
            read = InputType.recurrent(sequence.getSize(), rows == 0 ? -1 : rows, sequence.getFormat());
            rows = 1;
        }
        if (vertex instanceof LayerVertex layer) {
            return new LayerTypes(read, given(layer.getLayerConf().getLayer(), read), rows);
        }
        return preprocessor.isPresent()
                ? new LayerTypes(read, read, rows)
                : new LayerTypes(
                        read,
                        vertex.getOutputType(
                                -1, inputs.stream().map(LayerTypes::given).toArray(InputType[]::new)),
                        rows);
    }

    /** Corrects two types of Deeplearning4j: a pooled sequence is a vector, and a bidirectional layer keeps the length of a sequence. */
    private static InputType given(Layer layer, InputType read) {
        InputType stated = layer.getOutputType(-1, read);
        if (!(read instanceof InputType.InputTypeRecurrent sequence)) {
            return stated;
        }
        if (layer instanceof GlobalPoolingLayer pooling && pooling.isCollapseDimensions()) {
            return InputType.feedForward(sequence.getSize());
        }
        return layer instanceof Bidirectional && stated instanceof InputType.InputTypeRecurrent both
                ? InputType.recurrent(both.getSize(), sequence.getTimeSeriesLength(), both.getFormat())
                : stated;
    }

    private static boolean isSequence(InputType type) {
        return type instanceof InputType.InputTypeRecurrent;
    }

    /** The preprocessor that Deeplearning4j puts behind a pooled sequence, which is a vector already, has no effect. */
    private static Optional<InputPreProcessor> preprocessorOf(GraphVertex vertex, InputType before) {
        return preprocessorOf(vertex)
                .filter(made -> !(made instanceof RnnToFeedForwardPreProcessor) || isSequence(before));
    }

    private static Optional<InputPreProcessor> preprocessorOf(GraphVertex vertex) {
        return vertex instanceof LayerVertex layer
                ? Optional.ofNullable(layer.getPreProcessor())
                : Optional.of(vertex)
                        .filter(PreprocessorVertex.class::isInstance)
                        .map(made -> ((PreprocessorVertex) made).getPreProcessor());
    }
}
