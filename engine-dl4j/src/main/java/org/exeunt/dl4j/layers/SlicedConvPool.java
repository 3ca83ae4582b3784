package org.exeunt.dl4j.layers;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.dl4j.nativeaccess.OutsideWorkspaces;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * In inference, convolves and pools a few examples at a time, so that what lies between the two stays in the processor's cache.
 *
 * <p>A first convolution has so few products a value that else it waits for memory most of its time: the reference ConvNet's first exit takes 123
 * instead of 170 microseconds a picture in batches of 64. Training keeps what lies between for the backward pass.
 */
final class SlicedConvPool implements ConvPool {
    /** Values of the convolution that stay in second-level caches of one or two mebibytes for the most part; half of them took 136 microseconds. */
    private static final long VALUES_IN_CACHE = 1 << 19;
    /** With more products a value the time goes into arithmetic, which likes large batches. */
    private static final long FEW_PRODUCTS = 256;

    private final WholeConvPool whole;
    private List<Slice> slices = List.of();
    private INDArray sliced;
    private boolean convolvedWhole;

    /** A few examples' rows of the three arrays; the middle one is common to all slices. */
    private record Slice(INDArray x, INDArray z, BoundOp pool) {}

    private SlicedConvPool(WholeConvPool whole) {
        this.whole = whole;
    }

    /** Returns the given way, sliced if the layer gains by it. */
    static ConvPool where(ConvReluPool layer, WholeConvPool whole) {
        int[] kernel = layer.getKernelSize();
        return layer.getNIn() * kernel[0] * kernel[1] <= FEW_PRODUCTS ? new SlicedConvPool(whole) : whole;
    }

    @Override
    public INDArray forward(INDArray x, INDArray weights, boolean training) {
        long examples =
                Math.max(1, VALUES_IN_CACHE * x.size(0) / whole.convolved(x).length());
        convolvedWhole = training || x.size(0) <= examples;
        if (convolvedWhole) {
            return whole.forward(x, weights, training);
        }
        if (sliced != x) {
            slices = slices(x, examples);
            sliced = x;
        }
        for (Slice slice : slices) {
            whole.filter().forward(slice.x, weights, slice.z);
            slice.pool.run();
        }
        return whole.pooled(x);
    }

    private List<Slice> slices(INDArray x, long examples) {
        List<Slice> made = new ArrayList<>();
        for (long from = 0; from < x.size(0); from += examples) {
            long to = Math.min(from + examples, x.size(0));
            INDArray z = rows(whole.convolved(x), 0, to - from);
            BoundOp pool = new BoundOp("maxpool2d", whole.pooling()).from(z).to(rows(whole.pooled(x), from, to));
            made.add(new Slice(rows(x, from, to), z, pool));
        }
        return made;
    }

    private static INDArray rows(INDArray array, long from, long to) {
        return OutsideWorkspaces.create(() ->
                array.get(NDArrayIndex.interval(from, to), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all()));
    }

    @Override
    public void backward(INDArray x, INDArray weights, INDArray dy, INDArray dx, INDArray dWeights) {
        if (!convolvedWhole) {
            whole.forward(x, weights, true);
        }
        whole.backward(x, weights, dy, dx, dWeights);
    }
}
