package org.exeunt.dl4j.layers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.dl4j.kernels.PreparedWeights;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Base class of the arithmetic of layers: float32 only, without dropout or weight noise, and with gradients written
 * to the flat view.
 */
public abstract class FastLayer<C extends org.deeplearning4j.nn.conf.layers.BaseLayer> extends BaseLayer<C>
        implements PreparedWeights {
    /** Memory for the result. */
    protected final ReusedArray output = new ReusedArray();

    private final ReusedArray inputGradient = new ReusedArray();
    private final List<PreparedWeights> preparing = new ArrayList<>();
    private boolean inputGradientWanted = true;

    // layerConf is an accessor of Deeplearning4j that reads what its own constructor has set
    @SuppressWarnings("this-escape")
    public FastLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        if (type != DataType.FLOAT) {
            throw new IllegalStateException("layer '%s' supports FLOAT only; the graph is configured for %s"
                    .formatted(conf.getLayer().getLayerName(), type));
        }
        if (layerConf().getIDropout() != null || layerConf().getWeightNoise() != null) {
            throw new IllegalStateException(
                    "layer '%s' does not support dropout or weight noise; add a DropoutLayer before it instead"
                            .formatted(conf.getLayer().getLayerName()));
        }
    }

    /** Registers a kernel to which {@link #keepPreparedWeights} is passed on, and returns it. */
    protected final <K extends PreparedWeights> K preparing(K kernel) {
        preparing.add(kernel);
        return kernel;
    }

    @Override
    public final void keepPreparedWeights(boolean keep) {
        preparing.forEach(kernel -> kernel.keepPreparedWeights(keep));
    }

    /**
     * Sets whether backward passes compute the gradient at the input (the default). If not, they return the gradient at
     * the output as a placeholder that is not read, because Deeplearning4j requires a result. Must be called with
     * {@code false} only if no other layer reads the same input, because Deeplearning4j adds their results.
     */
    public final void computeInputGradient(boolean wanted) {
        inputGradientWanted = wanted;
    }

    /**
     * Sets the arguments of {@code instantiate} on this layer and returns it.
     *
     * @param parameters slice of the parameters of the graph; null if the layer has no parameters
     * @param initialise whether to fill the slice with initial values
     */
    public final FastLayer<C> completed(
            Collection<TrainingListener> listeners, int index, INDArray parameters, boolean initialise) {
        setListeners(listeners);
        setIndex(index);
        setParamsViewArray(parameters);
        setParamTable(conf.getLayer().initializer().init(conf, parameters, initialise));
        return this;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray dx = inputGradientWanted ? inputGradient() : null;
        backward(epsilon, dx);
        Gradient gradient = new DefaultGradient();
        if (gradientViews != null) {
            gradientViews.forEach(gradient::setGradientFor);
        }
        return new Pair<>(gradient, inputGradientWanted ? dx : epsilon);
    }

    /**
     * Writes the gradients of the last forward pass to {@link #gradientViews}, which is null without parameters.
     *
     * @param dx receives the gradient at the input; null if it is not required
     */
    protected abstract void backward(INDArray epsilon, INDArray dx);

    /** Returns the memory for the gradient at the input; null if there is no such gradient. */
    protected INDArray inputGradient() {
        return inputGradient.ofShape(input.shape());
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }
}
