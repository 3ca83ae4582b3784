package org.exeunt.dl4j.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.kernels.BiasRelu;
import org.exeunt.dl4j.kernels.SmallProduct;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layer of a {@link Dense} configuration. Deeplearning4j stores the weights {@code [in, out]} in column-major
 * order; the matrix products read and write the same memory as {@code [out, in]} in row-major order.
 */
final class AffineLayer extends FastLayer<Dense> {
    private final BiasRelu biasRelu;
    private final ReusedArray outputGradient = new ReusedArray();
    private final SmallProduct forward = new SmallProduct(false, true, 1, 0);
    private final SmallProduct toWeights = new SmallProduct(true, false, 1, 0);
    private final SmallProduct toInput = new SmallProduct(false, false, 1, 0);
    private INDArray weights;
    private INDArray weightGradient;
    private INDArray x;
    private INDArray y;

    AffineLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        this.biasRelu = KernelsInUse.get()
                .biasRelu((int) layerConf().getNOut(), layerConf().hasRelu());
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        if (weights == null) {
            weights = params.get(DefaultParamInitializer.WEIGHT_KEY).transpose();
        }
        x = NativeFloats.dense(input);
        y = output.ofShape(x.size(0), layerConf().getNOut());
        forward.run(Matrix.of(x), Matrix.of(weights), Matrix.of(y));
        biasRelu.forward(y, params.get(DefaultParamInitializer.BIAS_KEY));
        return y;
    }

    @Override
    protected void backward(INDArray epsilon, INDArray dx) {
        if (weightGradient == null) {
            weightGradient =
                    gradientViews.get(DefaultParamInitializer.WEIGHT_KEY).transpose();
        }
        INDArray dy = outputGradient.ofShape(y.shape());
        biasRelu.backward(NativeFloats.dense(epsilon), y, dy, gradientViews.get(DefaultParamInitializer.BIAS_KEY));
        toWeights.run(Matrix.of(dy), Matrix.of(x), Matrix.of(weightGradient));
        if (dx != null) {
            toInput.run(Matrix.of(dy), Matrix.of(weights), Matrix.of(dx));
        }
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray gradients) {
        super.setBackpropGradientsViewArray(gradients);
        weightGradient = null;
    }
}
