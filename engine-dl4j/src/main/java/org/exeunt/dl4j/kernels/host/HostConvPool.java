package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes only the positions that pooling reads, and pools them while they are in the cache. */
final class HostConvPool implements ConvPool {
    private static final int WINDOW = 2;

    private final Convolution convolution;
    private final PooledOutput output;
    private final int poolHeight;
    private final ReusedArray pooled = new ReusedArray();
    private final ReusedArray winners = new ReusedArray();
    private boolean keptWinners;
    private Grid grid;

    HostConvPool(Convolution convolution, int poolHeight) {
        this.convolution = convolution;
        this.poolHeight = poolHeight;
        this.output = new PooledOutput(convolution.out(), poolHeight);
    }

    @Override
    public void keepPreparedWeights(boolean keep) {
        convolution.keepPreparedWeights(keep);
    }

    @Override
    public INDArray forward(INDArray x, INDArray weights, INDArray bias, boolean training) {
        Grid all = convolution.grid(x);
        int rows = all.rows() / poolHeight;
        int columns = all.columns() / WINDOW;
        grid = new Grid(all.batch(), all.height(), all.width(), rows * poolHeight, columns * WINDOW);
        INDArray y = pooled.ofShape(all.batch(), rows, columns, convolution.out());
        output.startForward(
                NativeFloats.of(bias),
                NativeFloats.of(y),
                training ? NativeFloats.of(winners.ofShape(y.shape())) : null);
        keptWinners = training;
        convolution.forward(NativeFloats.of(x), grid, NativeFloats.of(weights), output);
        return y;
    }

    @Override
    public void backward(INDArray x, INDArray weights, INDArray dy, INDArray dx, INDArray dWeights, INDArray dBias) {
        if (!keptWinners) {
            throw new IllegalStateException(
                    "a backward pass requires a preceding forward pass in training; the last one was inference");
        }
        output.startBackward(NativeFloats.of(dy));
        convolution.backward(
                NativeFloats.of(x),
                grid,
                NativeFloats.of(weights),
                output,
                dx == null ? null : NativeFloats.of(dx),
                NativeFloats.of(dWeights));
        output.endBackward(NativeFloats.of(dBias));
    }
}
