package org.exeunt.dl4j.design;

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
 * The input and output types of one layer or vertex of a graph.
 *
 * @param input type of the first input, after the preprocessor
 * @param output type of the output
 * @param rows rows of the output per example: 1, or the number of steps if a preprocessor has turned each step of a
 *     sequence into a row; 0 if that number is not known
 */
public record LayerTypes(InputType input, InputType output, long rows) {
    /**
     * Returns the types of all layers and vertices of a built graph, by name.
     *
     * <p>In contrast to Deeplearning4j's own traversal, no layer is changed, and sequences keep their length in layers
     * for single steps.
     */
    public static Map<String, LayerTypes> of(ComputationGraphConfiguration graph, InputType input) {
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
        InputType before = inputs.get(0).output();
        long rows = inputs.get(0).rows();
        Optional<InputPreProcessor> preprocessor = preprocessorOf(vertex, before);
        InputType input = preprocessor.map(found -> found.getOutputType(before)).orElse(before);
        if (preprocessor.isPresent() && before instanceof InputType.InputTypeRecurrent sequence) {
            rows = isSequence(input) ? rows : Math.max(0, sequence.getTimeSeriesLength());
        } else if (preprocessor.isPresent() && input instanceof InputType.InputTypeRecurrent sequence) {
            input = InputType.recurrent(sequence.getSize(), rows == 0 ? -1 : rows, sequence.getFormat());
            rows = 1;
        }
        if (vertex instanceof LayerVertex layer) {
            return new LayerTypes(input, output(layer.getLayerConf().getLayer(), input), rows);
        }
        InputType[] all = inputs.stream().map(LayerTypes::output).toArray(InputType[]::new);
        return new LayerTypes(input, preprocessor.isPresent() ? input : vertex.getOutputType(-1, all), rows);
    }

    /**
     * Returns the output type of a layer, with two corrections of Deeplearning4j's types: a pooled sequence is a
     * vector, and a bidirectional layer keeps the length of a sequence.
     */
    private static InputType output(Layer layer, InputType input) {
        InputType stated = layer.getOutputType(-1, input);
        if (!(input instanceof InputType.InputTypeRecurrent sequence)) {
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

    /**
     * Returns the preprocessor of a layer or vertex. Ignores the preprocessor that Deeplearning4j adds after a pooled
     * sequence; the pooled sequence is a vector already.
     *
     * @param before type of the first input
     */
    public static Optional<InputPreProcessor> preprocessorOf(GraphVertex vertex, InputType before) {
        InputPreProcessor own = vertex instanceof LayerVertex layer ? layer.getPreProcessor() : null;
        return Optional.ofNullable(vertex instanceof PreprocessorVertex holder ? holder.getPreProcessor() : own)
                .filter(found -> !(found instanceof RnnToFeedForwardPreProcessor) || isSequence(before));
    }
}
