package org.exeunt.dl4j.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.kernels.PreparedWeights;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Base class of the layers with parameters: float32 only, without dropout or weight noise, and with gradients written
 * to the flat view.
 */
public abstract class FastLayer<C extends org.deeplearning4j.nn.conf.layers.BaseLayer> extends BaseLayer<C>
        implements InputGradientSwitch, PreparedWeights {
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

    @Override
    public void computeInputGradient(boolean wanted) {
        inputGradientWanted = wanted;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray inputGradient = backward(epsilon, inputGradientWanted);
        Gradient gradient = new DefaultGradient();
        gradientViews.forEach(gradient::setGradientFor);
        return new Pair<>(gradient, inputGradientWanted ? inputGradient : epsilon);
    }

    /**
     * Writes the gradients of the last forward pass to {@link #gradientViews}.
     *
     * @return the gradient at the input; null if {@code inputGradient} is false
     */
    protected abstract INDArray backward(INDArray epsilon, boolean inputGradient);

    @Override
    public boolean isPretrainLayer() {
        return false;
    }
}
