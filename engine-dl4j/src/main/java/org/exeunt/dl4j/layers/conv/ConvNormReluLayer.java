package org.exeunt.dl4j.layers.conv;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.kernels.NormBackward;
import org.exeunt.dl4j.kernels.NormForward;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.layers.KernelsInUse;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of a {@link ConvNormRelu} configuration. */
final class ConvNormReluLayer extends FastLayer<ConvNormRelu> {
    private final NormedConvolution convolution;
    private final NormForward forward;
    private final NormBackward backward;
    private final ReusedArray convolvedGradient = new ReusedArray();
    private INDArray x;
    private NativeFloats z;

    ConvNormReluLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        ConvNorm part = layerConf().parts().get(0);
        this.convolution = preparing(new NormedConvolution(part, layerConf().norm()));
        this.forward = KernelsInUse.get().normForward(part.out());
        this.backward = KernelsInUse.get().normBackward(part.out());
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        x = NativeFloats.dense(input);
        INDArray y = output.ofShape(convolution.outputShape(x));
        if (!convolution.usesBatchStatistics(training)) {
            return convolution.infer(x, params, null, true, y);
        }
        z = convolution.forward(x, params, forward);
        forward.clip(convolution.norm(), z, NativeFloats.of(y));
        return y;
    }

    @Override
    protected void backward(INDArray epsilon, INDArray dx) {
        NativeFloats dy = NativeFloats.of(NativeFloats.dense(epsilon));
        INDArray dz = convolvedGradient.ofShape(convolution.outputShape(x));
        backward.gather(convolution.norm(), dy, z);
        convolution.writeNormGradients(params, gradientViews);
        backward.apply(convolution.norm(), dy, z, NativeFloats.of(dz), true);
        convolution.backward(x, dz, dx, params, gradientViews);
    }
}
