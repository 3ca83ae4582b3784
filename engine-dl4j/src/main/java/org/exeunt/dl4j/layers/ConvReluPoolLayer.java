package org.exeunt.dl4j.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a {@link ConvReluPool}.
 *
 * <p>Adding a bias and clipping at zero commute with taking a maximum, so both work on the pooled array, a quarter of the size.
 */
final class ConvReluPoolLayer extends FastLayer<ConvReluPool> {
    private static final String WEIGHTS = ConvolutionParamInitializer.WEIGHT_KEY;
    private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

    private final ConvPool convPool;
    private final BiasRelu biasRelu;
    private final ReusedArray pooledGradient = new ReusedArray();
    private final ReusedArray inputGradient = new ReusedArray();
    private INDArray x;
    private INDArray y;

    ConvReluPoolLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        this.convPool = ConvPool.of(layerConf());
        this.biasRelu = BiasRelu.of((int) layerConf().getNOut(), true);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        x = NativeFloats.dense(input);
        y = convPool.forward(x, params.get(WEIGHTS), training);
        biasRelu.forward(NativeFloats.of(y), NativeFloats.of(params.get(BIAS)));
        return y;
    }

    @Override
    INDArray backward(INDArray epsilon, boolean inputGradientWanted) {
        INDArray dy = pooledGradient.ofShape(y.shape());
        biasRelu.backward(
                NativeFloats.of(NativeFloats.dense(epsilon)),
                NativeFloats.of(y),
                NativeFloats.of(dy),
                NativeFloats.of(gradientViews.get(BIAS)));
        INDArray dx = inputGradientWanted ? inputGradient.ofShape(x.shape()) : null;
        convPool.backward(x, params.get(WEIGHTS), dy, dx, gradientViews.get(WEIGHTS));
        return dx;
    }
}
