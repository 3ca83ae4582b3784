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

    @Override
    public final InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    /** Returns null: buffers are reused, so nothing is left for a garbage collection. */
    @Override
    public final LayerMemoryReport getMemoryReport(InputType inputType) {
        return null;
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
