package org.exeunt.dl4j.layers.conv;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.layers.KernelsInUse;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of a {@link ConvReluPool} configuration. */
final class ConvReluPoolLayer extends FastLayer<ConvReluPool> {
    private static final String WEIGHTS = ConvolutionParamInitializer.WEIGHT_KEY;
    private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

    private final ConvPool convPool;
    private final ReusedArray inputGradient = new ReusedArray();
    private INDArray x;

    ConvReluPoolLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        this.convPool = KernelsInUse.get()
                .convPool(
                        layerConf().window(0),
                        layerConf().window(1),
                        (int) layerConf().getNIn(),
                        (int) layerConf().getNOut(),
                        layerConf().poolHeight());
    }

    @Override
    public void keepPreparedWeights(boolean keep) {
        convPool.keepPreparedWeights(keep);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        x = NativeFloats.dense(input);
        return convPool.forward(x, params.get(WEIGHTS), params.get(BIAS), training);
    }

    @Override
    protected INDArray backward(INDArray epsilon, boolean inputGradientWanted) {
        INDArray dx = inputGradientWanted ? inputGradient.ofShape(x.shape()) : null;
        convPool.backward(
                x,
                params.get(WEIGHTS),
                NativeFloats.dense(epsilon),
                dx,
                gradientViews.get(WEIGHTS),
                gradientViews.get(BIAS));
        return dx;
    }
}
