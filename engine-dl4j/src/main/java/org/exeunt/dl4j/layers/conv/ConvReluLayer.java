package org.exeunt.dl4j.layers.conv;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.kernels.BiasRelu;
import org.exeunt.dl4j.kernels.Filter;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.layers.KernelsInUse;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of a {@link ConvRelu} configuration. */
final class ConvReluLayer extends FastLayer<ConvRelu> {
    private static final String WEIGHTS = ConvolutionParamInitializer.WEIGHT_KEY;
    private static final String BIAS = ConvolutionParamInitializer.BIAS_KEY;

    private final Filter filter;
    private final BiasRelu biasRelu;
    private final ReusedArray outputGradient = new ReusedArray();
    private INDArray x;
    private INDArray y;

    ConvReluLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        this.filter = preparing(layerConf().filter());
        this.biasRelu = KernelsInUse.get().biasRelu((int) layerConf().getNOut(), true);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        x = NativeFloats.dense(input);
        y = output.ofShape(x.size(0), x.size(1), x.size(2), layerConf().getNOut());
        filter.forward(x, params.get(WEIGHTS), null, y);
        biasRelu.forward(y, params.get(BIAS));
        return y;
    }

    @Override
    protected void backward(INDArray epsilon, INDArray dx) {
        INDArray dz = outputGradient.ofShape(y.shape());
        biasRelu.backward(NativeFloats.dense(epsilon), y, dz, gradientViews.get(BIAS));
        filter.backward(x, params.get(WEIGHTS), dz, dx, gradientViews.get(WEIGHTS));
    }
}
