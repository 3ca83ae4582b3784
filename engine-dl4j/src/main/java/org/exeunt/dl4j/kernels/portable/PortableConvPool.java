package org.exeunt.dl4j.kernels.portable;

import org.exeunt.dl4j.kernels.BiasRelu;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.nativeaccess.BoundOp;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Uses ND4J operations only, on the whole batch. Bias and ReLU commute with the maximum, so both are applied to the
 * pooled array.
 */
final class PortableConvPool implements ConvPool {
    private final PortableFilter filter;
    private final BiasRelu biasRelu;
    private final long channels;
    private final int poolHeight;
    private final ReusedArray convolved = new ReusedArray();
    private final ReusedArray convolvedGradient = new ReusedArray();
    private final ReusedArray pooled = new ReusedArray();
    private final ReusedArray pooledGradient = new ReusedArray();

    PortableConvPool(PortableFilter filter, int channels, int poolHeight) {
        this.filter = filter;
        this.biasRelu = new PortableBiasRelu(channels, true);
        this.channels = channels;
        this.poolHeight = poolHeight;
    }

    @Override
    public INDArray forward(INDArray x, INDArray weights, INDArray bias, boolean training) {
        INDArray z = filter.output(convolved, x, channels);
        INDArray y = pooled(pooled, z);
        filter.forward(x, weights, null, z);
        operation("maxpool2d").from(z).to(y).run();
        biasRelu.forward(y, bias);
        return y;
    }

    @Override
    public void backward(INDArray x, INDArray weights, INDArray dy, INDArray dx, INDArray dWeights, INDArray dBias) {
        INDArray z = filter.output(convolved, x, channels);
        INDArray dz = filter.output(convolvedGradient, x, channels);
        INDArray clipped = pooled(pooledGradient, z);
        biasRelu.backward(dy, pooled(pooled, z), clipped, dBias);
        operation("maxpool2d_bp").from(z, clipped).to(dz).run();
        filter.backward(x, weights, dz, dx, dWeights);
    }

    private INDArray pooled(ReusedArray array, INDArray z) {
        return array.ofShape(z.size(0), z.size(1) / poolHeight, z.size(2) / 2, channels);
    }

    private BoundOp operation(String name) {
        return new BoundOp(name, poolHeight, 2, poolHeight, 2, 0, 0, 1, 1, 0, 0, 1);
    }
}
