package org.exeunt.dl4j.layers.conv;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of a {@link ConvReluPool} configuration. */
final class ConvReluPoolLayer extends FastLayer<ConvReluPool> {
    private static final String WEIGHTS = ConvolutionParamInitializer.WEIGHT_KEY;
    private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

    private final ConvPool convPool;
    private INDArray x;

    ConvReluPoolLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        this.convPool = preparing(layerConf().convPool());
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        x = NativeFloats.dense(input);
        return convPool.forward(x, params.get(WEIGHTS), params.get(BIAS), training);
    }

    @Override
    protected void backward(INDArray epsilon, INDArray dx) {
        convPool.backward(
                x,
                params.get(WEIGHTS),
                NativeFloats.dense(epsilon),
                dx,
                gradientViews.get(WEIGHTS),
                gradientViews.get(BIAS));
    }
}
