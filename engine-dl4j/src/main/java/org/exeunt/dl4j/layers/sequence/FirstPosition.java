package org.exeunt.dl4j.layers.sequence;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.layers.ParameterFreeConfiguration;
import org.exeunt.dl4j.layers.ParameterFreeLayer;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The first position of a sequence, which is the class token: from {@code [batch, length, width]} to
 * {@code [batch, width]}.
 */
public final class FirstPosition extends ParameterFreeConfiguration implements OnnxEquivalent {
    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        if (inputType instanceof InputType.InputTypeRecurrent sequence && sequence.getFormat() == RNNFormat.NWC) {
            return InputType.feedForward(sequence.getSize());
        }
        throw new IllegalStateException(
                "layer '%s' requires sequences [batch, length, width]; found %s".formatted(getLayerName(), inputType));
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        return SequencePooling.step(nodes, input, 1, 0);
    }

    @Override
    protected ParameterFreeLayer<?> layer(NeuralNetConfiguration conf, DataType type) {
        return new FirstPositionLayer(conf, type);
    }
}
