package org.exeunt.dl4j.layers.sequence;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.dl4j.layers.Instantiation;
import org.exeunt.dl4j.layers.MemoryReport;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The first position of a sequence, which is the class token: from {@code [batch, length, width]} to
 * {@code [batch, width]}.
 */
public final class FirstPosition extends NoParamLayer implements ReusesBuffers, OnnxEquivalent {
    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        if (inputType instanceof InputType.InputTypeRecurrent sequence && sequence.getFormat() == RNNFormat.NWC) {
            return InputType.feedForward(sequence.getSize());
        }
        throw new IllegalStateException(
                "layer '%s' requires sequences [batch, length, width]; found %s".formatted(getLayerName(), inputType));
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return MemoryReport.of(this, inputType, inputType.arrayElementsPerExample());
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        return SequencePooling.step(nodes, input, 1, 0);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        return Instantiation.complete(
                new FirstPositionLayer(conf, type), conf, listeners, index, parameters, initialise);
    }
}
