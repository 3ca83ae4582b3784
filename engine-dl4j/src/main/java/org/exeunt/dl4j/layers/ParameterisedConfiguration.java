package org.exeunt.dl4j.layers;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.MacCounting;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Base class of the configurations of layers whose parameters Deeplearning4j's own layers do not have. They read their
 * input as it is.
 */
public abstract class ParameterisedConfiguration extends FeedForwardLayer
        implements MacCounting, ReusesBuffers, OnnxEquivalent {
    /** Returns the layer of this configuration. */
    protected abstract FastLayer<?> layer(NeuralNetConfiguration conf, DataType type);

    /**
     * Returns an input type that must be that of images.
     *
     * @throws IllegalStateException if it is not {@code [batch, height, width, channels]}
     */
    protected final InputType.InputTypeConvolutional image(InputType inputType) {
        if (inputType instanceof InputType.InputTypeConvolutional image && image.getFormat() == CNN2DFormat.NHWC) {
            return image;
        }
        throw new IllegalStateException("layer '%s' requires input [batch, height, width, channels]; found %s"
                .formatted(getLayerName(), inputType));
    }

    /**
     * Adds a convolution of stride 1 without padding, with bias, ReLU and max-pooling.
     *
     * @param poolHeight height of a pooling window, whose width is 2
     * @param weights name of the weights
     * @param bias name of the biases
     * @param shape of the weights, {@code [out, in, kernel height, kernel width]}
     * @return name of the output
     */
    protected static String addConvReluPool(
            OnnxNodes nodes, String x, int poolHeight, String weights, String bias, long... shape) {
        String convolved = nodes.operator("Conv")
                .integers("kernel_shape", shape[2], shape[3])
                .on(x, nodes.parameter(weights, shape), nodes.parameter(bias, shape[0]));
        return nodes.operator("MaxPool")
                .integers("kernel_shape", poolHeight, 2)
                .integers("strides", poolHeight, 2)
                .on(nodes.add("Relu", convolved));
    }

    @Override
    public final InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        long outputs = getOutputType(-1, inputType).arrayElementsPerExample();
        return MemoryReport.of(this, inputType, Math.round(keptPerOutput(inputType) * outputs));
    }

    @Override
    public final Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        return Instantiation.complete(layer(conf, type), conf, listeners, index, parameters, initialise);
    }
}
