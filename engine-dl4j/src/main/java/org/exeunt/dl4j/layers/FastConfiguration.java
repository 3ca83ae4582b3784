package org.exeunt.dl4j.layers;

import java.util.Collection;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.dl4j.spi.MacCounting;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Base class of the configurations of {@link FastLayer}s other than those with the parameters of a layer of
 * Deeplearning4j. They read their input as it is. A subclass without parameters overrides {@link #setNIn(InputType,
 * boolean)} only to read the input type.
 */
public abstract class FastConfiguration extends FeedForwardLayer implements MacCounting, ReusesBuffers {
    private final transient BiFunction<NeuralNetConfiguration, DataType, FastLayer<?>> layer;

    /**
     * Creates a configuration with the identity as activation.
     *
     * @param layer creates the layer of this configuration
     */
    protected FastConfiguration(BiFunction<NeuralNetConfiguration, DataType, FastLayer<?>> layer) {
        this.layer = layer;
        setActivationFn(Activation.IDENTITY.getActivationFunction());
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {}

    /** Returns no parameters. */
    @Override
    public ParamInitializer initializer() {
        return new ShapedParameters();
    }

    /** Returns 0. */
    @Override
    public long macs(InputType inputType) {
        return 0;
    }

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
        return layer.apply(conf, type).completed(listeners, index, parameters, initialise);
    }
}
