package org.exeunt.dl4j.layers.sequence;

import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.Dl4jEquivalent;
import org.exeunt.dl4j.spi.OnnxEquivalent;

/**
 * Reduces sequences to vectors: from {@code [batch, width, steps]} or {@code [batch, steps, width]}, depending on the
 * input type, to {@code [batch, width]}.
 *
 * <p>Steps of padding are ignored: those that the mask of the sequence excludes or, without a mask, rows of negative
 * zeros in {@code [batch, steps, width]}, by which {@link EncoderBlock} marks padding. A sequence that consists of
 * padding is reduced to its first step.
 */
public final class SequencePooling extends FastConfiguration implements Dl4jEquivalent, OnnxEquivalent {
    /** The steps that are read. */
    public enum Steps {
        /** The first step. */
        FIRST,
        /** The last step that is not padding. */
        LAST,
        /** The mean of all steps that are not padding. */
        MEAN
    }

    private final Steps steps;
    private RNNFormat format = RNNFormat.NCW;

    /** Creates the layer. */
    public SequencePooling(Steps steps) {
        // the format is known once the layer is created
        super((conf, type) -> ((SequencePooling) conf.getLayer()).readsFirstPosition()
                ? new FirstPositionLayer(conf, type)
                : new SequencePoolingLayer(conf, type));
        this.steps = steps;
    }

    /** Returns whether the layer reads the first step of {@code [batch, steps, width]}, which is the class token. */
    public boolean readsFirstPosition() {
        return steps == Steps.FIRST && channelsLast();
    }

    Steps steps() {
        return steps;
    }

    /** Returns the layout of the input, which is set from the input type when the graph is built. */
    boolean channelsLast() {
        return format == RNNFormat.NWC;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        format = sequence(inputType).getFormat();
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.feedForward(sequence(inputType).getSize());
    }

    @Override
    public Added addDl4j(GraphBuilder graph, String name, String input) {
        if (channelsLast() || steps == Steps.FIRST) {
            throw new IllegalArgumentException(
                    ("layer '%s' reads %s of sequences %s, for which Deeplearning4j has no layer; only the last step "
                                    + "and the mean of sequences [batch, width, steps] can be exported")
                            .formatted(
                                    name, steps, channelsLast() ? "[batch, steps, width]" : "[batch, width, steps]"));
        }
        if (steps == Steps.LAST) {
            graph.addVertex(
                    name, new LastTimeStepVertex(graph.getNetworkInputs().get(0)), input);
        } else {
            graph.addLayer(name, new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), input);
        }
        return new Added(name, Map.of());
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        int axis = channelsLast() ? 1 : 2;
        Optional<String> mask = nodes.maskOf(input);
        if (steps == Steps.FIRST) {
            return step(nodes, input, axis, 0);
        }
        if (mask.isEmpty()) {
            return steps == Steps.LAST
                    ? step(nodes, input, axis, -1)
                    : nodes.operator("ReduceMean")
                            .integers("axes", axis)
                            .integer("keepdims", 0)
                            .on(input);
        }
        String rows = axis == 1 ? input : nodes.transpose(input, 0, 2, 1);
        String real = nodes.toFloats(mask.get());
        if (steps == Steps.LAST) {
            String last = nodes.operator("ArgMax")
                    .integer("axis", 1)
                    .integer("select_last_index", 1)
                    .on(real);
            return nodes.operator("GatherND").integer("batch_dims", 1).on(rows, last);
        }
        String weights = nodes.add("Div", real, nodes.operator("ReduceSum").on(real, nodes.integers(1)));
        String mean = nodes.add("MatMul", nodes.add("Unsqueeze", weights, nodes.integers(1)), rows);
        return nodes.add("Squeeze", mean, nodes.integers(1));
    }

    /** Adds the operator that reads one step of a sequence; negative indices count from the end. */
    private static String step(OnnxNodes nodes, String sequence, int axis, int index) {
        String step = nodes.operator("Gather").integer("axis", axis).on(sequence, nodes.integers(index));
        return nodes.add("Squeeze", step, nodes.integers(axis));
    }

    private InputType.InputTypeRecurrent sequence(InputType inputType) {
        if (inputType instanceof InputType.InputTypeRecurrent sequence) {
            return sequence;
        }
        throw new IllegalStateException("layer '%s' requires sequences; found %s".formatted(getLayerName(), inputType));
    }
}
