package org.exeunt.dl4j.kernels.portable;

import java.util.HashMap;
import java.util.Map;
import org.exeunt.dl4j.kernels.BiasRelu;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.kernels.Filter;
import org.exeunt.dl4j.nativeaccess.BoundOp;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Uses ND4J operations only, on the whole batch. Bias and ReLU commute with the maximum, so both are applied to the
 * pooled array.
 */
final class PortableConvPool implements ConvPool {
    private final Filter filter;
    private final BiasRelu biasRelu;
    private final long channels;
    private final int poolHeight;
    private final ReusedArray convolved = new ReusedArray();
    private final ReusedArray convolvedGradient = new ReusedArray();
    private final ReusedArray pooled = new ReusedArray();
    private final ReusedArray pooledGradient = new ReusedArray();
    private final Map<Long, Bound> bySize = new HashMap<>();

    PortableConvPool(Filter filter, int channels, int poolHeight) {
        this.filter = filter;
        this.biasRelu = new PortableBiasRelu(channels, true);
        this.channels = channels;
        this.poolHeight = poolHeight;
    }

    @Override
    public void keepPreparedWeights(boolean keep) {}

    @Override
    public INDArray forward(INDArray x, INDArray weights, INDArray bias, boolean training) {
        Bound bound = bound(x);
        filter.forward(x, weights, bound.z);
        bound.pool.run();
        biasRelu.forward(NativeFloats.of(bound.y), NativeFloats.of(bias));
        return bound.y;
    }

    @Override
    public void backward(INDArray x, INDArray weights, INDArray dy, INDArray dx, INDArray dWeights, INDArray dBias) {
        Bound bound = bound(x);
        INDArray clipped = pooledGradient.ofShape(bound.y.shape());
        biasRelu.backward(
                NativeFloats.of(dy), NativeFloats.of(bound.y), NativeFloats.of(clipped), NativeFloats.of(dBias));
        bound.unpool.from(bound.z, clipped).to(bound.dz).run();
        filter.backward(x, weights, bound.dz, dx, dWeights);
    }

    private Bound bound(INDArray x) {
        return bySize.computeIfAbsent(x.size(0), size -> new Bound(x));
    }

    /** Arrays and operations for one batch size. */
    private final class Bound {
        final INDArray z;
        final INDArray dz;
        final INDArray y;
        final BoundOp pool;
        final BoundOp unpool;

        Bound(INDArray x) {
            long batch = x.size(0);
            long height = filter.outputHeight(x.size(1));
            long width = filter.outputWidth(x.size(2));
            long[] pooling = {poolHeight, 2, poolHeight, 2, 0, 0, 1, 1, 0, 0, 1};
            this.z = convolved.ofShape(batch, height, width, channels);
            this.dz = convolvedGradient.ofShape(batch, height, width, channels);
            this.y = pooled.ofShape(batch, height / poolHeight, width / 2, channels);
            this.pool = new BoundOp("maxpool2d", pooling).from(z).to(y);
            this.unpool = new BoundOp("maxpool2d_bp", pooling);
        }
    }
}
