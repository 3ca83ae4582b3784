package org.exeunt.dl4j.layers;

import java.util.HashMap;
import java.util.Map;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolves the whole batch, then pools it. */
final class WholeConvPool implements ConvPool {
    private final Filter filter;
    private final long channels;
    private final int poolHeight;
    private final ReusedArray convolved = new ReusedArray();
    private final ReusedArray convolvedGradient = new ReusedArray();
    private final ReusedArray pooled = new ReusedArray();
    private final Map<Long, Bound> bySize = new HashMap<>();

    WholeConvPool(ConvReluPool layer) {
        this.filter = Filter.of(layer);
        this.channels = layer.getNOut();
        this.poolHeight = layer.getPoolHeight();
    }

    @Override
    public INDArray forward(INDArray x, INDArray weights, boolean training) {
        Bound bound = bound(x);
        filter.forward(x, weights, bound.z);
        bound.pool.run();
        return bound.y;
    }

    @Override
    public void backward(INDArray x, INDArray weights, INDArray dy, INDArray dx, INDArray dWeights) {
        Bound bound = bound(x);
        bound.unpool.from(bound.z, dy).to(bound.dz).run();
        if (dx == null) {
            filter.weightGradient(x, weights, bound.dz, dWeights);
        } else {
            filter.backward(x, weights, bound.dz, dx, dWeights);
        }
    }

    Filter filter() {
        return filter;
    }

    /** Returns what the convolution of an input of that shape is written to. */
    INDArray convolved(INDArray x) {
        return bound(x).z;
    }

    /** Returns what pooling an input of that shape is written to. */
    INDArray pooled(INDArray x) {
        return bound(x).y;
    }

    /** Returns the arguments of the operations that pool. */
    long[] pooling() {
        return new long[] {poolHeight, 2, poolHeight, 2, 0, 0, 1, 1, 0, 0, 1};
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
            this.z = convolved.ofShape(batch, height, width, channels);
            this.dz = convolvedGradient.ofShape(batch, height, width, channels);
            this.y = pooled.ofShape(batch, height / poolHeight, width / 2, channels);
            this.pool = new BoundOp("maxpool2d", pooling()).from(z).to(y);
            this.unpool = new BoundOp("maxpool2d_bp", pooling());
        }
    }
}
