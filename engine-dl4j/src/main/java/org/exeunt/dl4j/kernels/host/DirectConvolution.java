package org.exeunt.dl4j.kernels.host;

import java.util.HashMap;
import java.util.Map;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.nativeaccess.BoundOp;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolution with the ND4J operations {@code conv2d}, on a few images at a time, and {@code conv2d_bp}, on the whole
 * batch. Both use the layouts of activations and weights directly.
 */
final class DirectConvolution implements ConvolutionAlgorithm {
    /** Maximum number of result values of the images that are processed at once: 2 MiB. */
    private static final int VALUES_AT_ONCE = 1 << 19;

    private final long[] arguments;
    private final ReusedArray unwanted = new ReusedArray();
    private final Map<Integer, BoundOp> forward = new HashMap<>();
    private final Map<Integer, BoundOp> backward = new HashMap<>();
    private INDArray weights;

    DirectConvolution(Window vertical, Window horizontal) {
        this.arguments = Window.convolutionArguments(vertical, horizontal);
    }

    @Override
    public void prepare(NativeFloats newWeights, boolean forInference) {
        weights = newWeights.array();
    }

    @Override
    public void forward(NativeFloats x, Grid grid, ConvolutionOutput output) {
        int images = Math.max(1, VALUES_AT_ONCE / (grid.positions() * (int) weights.size(0)));
        for (int first = 0; first < grid.batch(); first += images) {
            int count = Math.min(images, grid.batch() - first);
            INDArray z = shaped(output.images(grid, first, count), count, grid);
            forward.computeIfAbsent(count, batch -> new BoundOp("conv2d", arguments))
                    .from(images(x, grid, first, count), weights)
                    .to(z)
                    .run();
            output.takeImages(grid, first, count);
        }
    }

    private static INDArray images(NativeFloats x, Grid grid, int first, int count) {
        int size = x.length() / grid.batch();
        long channels = size / grid.inputPositions();
        return new Matrix(x, first * size, count, size).shaped(count, grid.height(), grid.width(), channels);
    }

    @Override
    public void backward(NativeFloats x, Grid grid, ConvolutionGradient dz, NativeFloats dx, NativeFloats dWeights) {
        INDArray inputGradient = dx == null ? unwanted.ofShape(x.array().shape()) : dx.array();
        backward.computeIfAbsent(grid.batch(), batch -> new BoundOp("conv2d_bp", arguments))
                .from(x.array(), weights, shaped(dz.imageGradients(grid, 0, grid.batch()), grid.batch(), grid))
                .to(inputGradient, dWeights.array())
                .run();
    }

    private static INDArray shaped(Matrix rows, int images, Grid grid) {
        return rows.shaped(images, grid.rows(), grid.columns(), rows.columns());
    }
}
