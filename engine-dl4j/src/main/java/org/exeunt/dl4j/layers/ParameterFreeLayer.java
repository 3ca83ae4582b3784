package org.exeunt.dl4j.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Base class of the layers without parameters.
 *
 * @param <C> their configuration
 */
public abstract class ParameterFreeLayer<C extends ParameterFreeConfiguration> extends AbstractLayer<C> {
    /** Memory for the result. */
    protected final ReusedArray output = new ReusedArray();

    /** Memory for the gradient at the input. */
    protected final ReusedArray inputGradient = new ReusedArray();

    protected ParameterFreeLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    /** Returns the gradient at the input of the last forward pass. */
    protected abstract INDArray backward(INDArray epsilon);

    @Override
    public final Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        return new Pair<>(new DefaultGradient(), backward(epsilon));
    }

    @Override
    public final boolean isPretrainLayer() {
        return false;
    }

    @Override
    public final void clearNoiseWeightParams() {}
}
