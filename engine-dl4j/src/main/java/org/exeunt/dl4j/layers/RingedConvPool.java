package org.exeunt.dl4j.layers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolves as if the size were kept and drops the ring of values that zeros beyond the edge have a part in.
 *
 * <p>oneDNN has Winograd's algorithm for a forward convolution of three by three only if it keeps the size ({@link Convolution}); it works in tiles of
 * four by four, so that often the ring costs no tile more. The reference ConvNet's second convolution takes 20 instead of 30 ms a batch of 64.
 * Pooling begins in the ring's first row and column, which makes the pooled ring a ring as well; there the gradient is zero.
 */
final class RingedConvPool implements ConvPool {
    private static final int TILE = 4;
    private static final int RING = 1;

    private final ConvPool without;
    private final Convolution filter;
    private final long channels;
    private final ReusedArray convolved = new ReusedArray();
    private final ReusedArray convolvedGradient = new ReusedArray();
    private final ReusedArray ringed = new ReusedArray();
    private final ReusedArray ringedGradient = new ReusedArray();
    private final ReusedArray pooled = new ReusedArray();
    private final Map<Long, Bound> bySize = new HashMap<>();

    private RingedConvPool(ConvReluPool layer, ConvPool without) {
        this.without = without;
        this.filter = new Convolution(Window.same(3), (int) layer.getNIn(), (int) layer.getNOut());
        this.channels = layer.getNOut();
    }

    /** Returns the given way, with a ring for inputs for which it is cheaper if the layer gains by it. */
    static ConvPool where(ConvReluPool layer, ConvPool without) {
        boolean square = Arrays.equals(layer.getKernelSize(), new int[] {3, 3}) && layer.getPoolHeight() == 2;
        return square
                        && layer.getConvolutionMode() != ConvolutionMode.Same
                        && Convolution.isWinograd(Window.same(3), (int) layer.getNIn())
                ? new RingedConvPool(layer, without)
                : without;
    }

    private static boolean isCheaper(INDArray x) {
        return Convolution.isWinograd(x.size(0)) && hasAsManyTiles(x.size(1)) && hasAsManyTiles(x.size(2));
    }

    private static boolean hasAsManyTiles(long length) {
        return length > 2 * RING && (length - 1) / TILE == (length - 2 * RING - 1) / TILE;
    }

    @Override
    public INDArray forward(INDArray x, INDArray weights, boolean training) {
        if (!isCheaper(x)) {
            return without.forward(x, weights, training);
        }
        Bound bound = bound(x);
        filter.forward(x, weights, bound.z);
        bound.pool.run();
        bound.dropRing();
        return bound.y.array();
    }

    @Override
    public void backward(INDArray x, INDArray weights, INDArray dy, INDArray dx, INDArray dWeights) {
        if (!isCheaper(x)) {
            without.backward(x, weights, dy, dx, dWeights);
            return;
        }
        Bound bound = bound(x);
        bound.putWithinRing(NativeFloats.of(dy));
        bound.unpool.run();
        if (dx == null) {
            filter.weightGradient(x, weights, bound.dz, dWeights);
        } else {
            filter.backward(x, weights, bound.dz, dx, dWeights);
        }
    }

    private Bound bound(INDArray x) {
        return bySize.computeIfAbsent(x.size(0), size -> new Bound(x));
    }

    /** Arrays and operations for one batch size. */
    private final class Bound {
        final INDArray z;
        final INDArray dz;
        final NativeFloats y;
        final BoundOp pool;
        final BoundOp unpool;
        private final NativeFloats ringedY;
        private final NativeFloats ringedDy;
        private final int height;
        private final int rowLength;

        Bound(INDArray x) {
            long batch = x.size(0);
            this.z = convolved.ofShape(batch, x.size(1), x.size(2), channels);
            this.dz = convolvedGradient.ofShape(z.shape());
            this.height = (int) x.size(1) / 2 - RING;
            long width = x.size(2) / 2 - RING;
            this.rowLength = (int) (width * channels);
            this.y = NativeFloats.of(pooled.ofShape(batch, height, width, channels));
            this.ringedY = NativeFloats.of(ringed.ofShape(batch, height + 2 * RING, width + 2 * RING, channels));
            this.ringedDy =
                    NativeFloats.of(ringedGradient.ofShape(ringedY.array().shape()));
            ringedDy.zero(0, ringedDy.length());
            long[] pooling = {2, 2, 2, 2, RING, RING, 1, 1, 0, 0, 1};
            this.pool = new BoundOp("maxpool2d", pooling).from(z).to(ringedY.array());
            this.unpool = new BoundOp("maxpool2d_bp", pooling)
                    .from(z, ringedDy.array())
                    .to(dz);
        }

        void dropRing() {
            for (int row = 0; row < y.length() / rowLength; row++) {
                y.put(row * rowLength, ringedY, withinRing(row), rowLength);
            }
        }

        void putWithinRing(NativeFloats dy) {
            for (int row = 0; row < dy.length() / rowLength; row++) {
                ringedDy.put(withinRing(row), dy, row * rowLength, rowLength);
            }
        }

        /** Returns where a row of the pooled array begins in the one that has a ring. */
        private int withinRing(int row) {
            int ringedLength = rowLength + 2 * RING * (int) channels;
            int ringedRow = row / height * (height + 2 * RING) + RING + row % height;
            return ringedRow * ringedLength + RING * (int) channels;
        }
    }
}
