package org.exeunt.dl4j.kernels.host;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.exeunt.dl4j.kernels.PreparedWeights;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.kernels.host.ConvolutionShape.Algorithm;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution without bias in host memory that uses the fastest algorithm for its shape ({@link ConvolutionShape}).
 * For one thread.
 */
final class Convolution {
    private final ConvolutionShape shape;
    private final Map<Algorithm, ConvolutionAlgorithm> algorithms = new EnumMap<>(Algorithm.class);
    private final Set<Algorithm> prepared = EnumSet.noneOf(Algorithm.class);
    private boolean keepsPreparedWeights;

    Convolution(Window vertical, Window horizontal, int in, int out) {
        this.shape = new ConvolutionShape(vertical, horizontal, in, out);
    }

    /** Returns the grid of all positions of the kernel. */
    Grid grid(INDArray x) {
        return shape.grid((int) x.size(0), (int) x.size(1), (int) x.size(2));
    }

    int out() {
        return shape.out();
    }

    /** See {@link PreparedWeights#keepPreparedWeights}. */
    void keepPreparedWeights(boolean keep) {
        keepsPreparedWeights = keep;
        prepared.clear();
    }

    /** Computes the positions of a grid, which may be a part of all positions of the kernel. */
    void forward(NativeFloats x, Grid grid, NativeFloats weights, ConvolutionOutput output) {
        if (!keepsPreparedWeights) {
            prepared.clear();
        }
        prepared(shape.forward(grid), weights).forward(x, grid, output);
    }

    /**
     * Computes the gradients of the last forward pass.
     *
     * @param dx receives the gradient at the input; null if it is not required
     */
    void backward(
            NativeFloats x,
            Grid grid,
            NativeFloats weights,
            ConvolutionGradient dz,
            NativeFloats dx,
            NativeFloats dWeights) {
        prepared(shape.backward(grid, dx != null), weights).backward(x, grid, dz, dx, dWeights);
    }

    private ConvolutionAlgorithm prepared(Algorithm kind, NativeFloats weights) {
        ConvolutionAlgorithm algorithm = algorithms.computeIfAbsent(kind, shape::create);
        if (prepared.add(kind)) {
            algorithm.prepare(weights, keepsPreparedWeights);
        }
        return algorithm;
    }
}
