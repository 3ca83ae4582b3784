package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.NativeFloats;

/**
 * A convolution without bias in the processor's memory, by the algorithm that is fastest for its shape ({@link ConvolutionShape}). For one thread.
 */
final class Convolution {
    private final ConvolutionShape shape;
    private final ConvolutionAlgorithm[] algorithms =
            new ConvolutionAlgorithm[ConvolutionShape.Algorithm.values().length];
    private ConvolutionAlgorithm prepared;
    private boolean keepsPrepared;

    Convolution(Window vertical, Window horizontal, int in, int out) {
        this.shape = new ConvolutionShape(vertical, horizontal, in, out);
    }

    Grid grid(int batch, int height, int width) {
        return new Grid(batch, height, width, (int) shape.vertical().outputLength(height), (int)
                shape.horizontal().outputLength(width));
    }

    /** As {@link PreparedWeights}. */
    void keepPreparedWeights(boolean keep) {
        keepsPrepared = keep;
        prepared = null;
    }

    int out() {
        return shape.out();
    }

    /** Computes the places of a grid, which may be fewer than the kernel has. */
    void forward(NativeFloats x, Grid grid, NativeFloats weights, ConvolutionOutput output) {
        ConvolutionAlgorithm chosen = algorithm(shape.forward(), grid);
        if (!keepsPrepared || chosen != prepared) {
            chosen.prepare(weights);
            prepared = chosen;
        }
        prepared.forward(x, grid, output);
    }

    /**
     * Computes the gradients of the last forward pass.
     *
     * @param dx where the gradient at the input goes; null if it is not wanted
     */
    void backward(
            NativeFloats x,
            Grid grid,
            NativeFloats weights,
            ConvolutionGradient dz,
            NativeFloats dx,
            NativeFloats dWeights) {
        ConvolutionAlgorithm chosen = algorithm(shape.backward(dx != null), grid);
        if (chosen != prepared) {
            chosen.prepare(weights);
        }
        chosen.backward(x, grid, dz, dx, dWeights);
    }

    /** Of fewer places than the kernel has, the direct algorithm knows nothing. */
    private ConvolutionAlgorithm algorithm(ConvolutionShape.Algorithm planned, Grid grid) {
        boolean whole = grid.equals(grid(grid.batch(), grid.height(), grid.width()));
        return algorithm(
                planned == ConvolutionShape.Algorithm.DIRECT && !whole ? ConvolutionShape.Algorithm.PATCHES : planned);
    }

    private ConvolutionAlgorithm algorithm(ConvolutionShape.Algorithm kind) {
        int index = kind.ordinal();
        if (algorithms[index] == null) {
            algorithms[index] = shape.make(kind);
        }
        return algorithms[index];
    }
}
