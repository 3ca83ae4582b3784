package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.nativeaccess.OpenBlasKernels;

/**
 * The properties of a convolution that do not depend on the input, and the selection of its algorithm in host memory.
 *
 * <p>The selection depends only on these properties and on the shape of the input, so that sums are rounded in the same
 * way in every run of a version on the same kind of CPU. {@code benchmarks/convolutions} measures all algorithms on the
 * shapes close to the thresholds.
 *
 * @param vertical kernel, stride and padding along rows of the image, from top to bottom
 * @param horizontal kernel, stride and padding along columns, from left to right
 * @param in channels of the input
 * @param out channels of the result
 */
record ConvolutionShape(Window vertical, Window horizontal, int in, int out) {
    /** With more tiles, the arithmetic that {@link Winograd} saves outweighs 36 calls and reading its larger weights. */
    private static final int WINOGRAD_TILES = 8;
    /** With fewer channels, most of a vector register is unused. */
    private static final int WINOGRAD_CHANNELS = 16;
    /**
     * With larger kernels, every input value is in so many patches that gathering them takes as long as their product.
     */
    private static final int PATCHES_KERNEL = 3;
    /** Whether OpenBLAS multiplies small matrices without copying them first. */
    private static final boolean WITHOUT_COPY = OpenBlasKernels.multiplySmallWithoutCopy();

    /** An algorithm. */
    enum Algorithm {
        /** {@link Winograd}. */
        WINOGRAD,
        /** {@link PatchConvolution}. */
        PATCHES,
        /** {@link DirectConvolution}. */
        DIRECT
    }

    /** Returns the grid of all positions of the kernel. */
    Grid grid(int batch, int height, int width) {
        int rows = (int) vertical.outputLength(height);
        return new Grid(batch, height, width, rows, (int) horizontal.outputLength(width));
    }

    /** Returns the algorithm for a forward pass. */
    Algorithm forward(Grid grid) {
        if (suitsWinograd(grid)) {
            return Algorithm.WINOGRAD;
        }
        return hasLargePatches() && isComplete(grid) ? Algorithm.DIRECT : Algorithm.PATCHES;
    }

    /**
     * Returns the algorithm for a backward pass. Without a gradient at the input, patches are faster than the direct
     * algorithm for every kernel.
     */
    Algorithm backward(Grid grid, boolean inputGradient) {
        return inputGradient || suitsWinograd(grid) ? forward(grid) : Algorithm.PATCHES;
    }

    ConvolutionAlgorithm create(Algorithm kind) {
        return switch (kind) {
            case WINOGRAD -> new Winograd(in, out, vertical.before(), WITHOUT_COPY);
            case PATCHES -> new PatchConvolution(vertical, horizontal, in, out);
            case DIRECT -> new DirectConvolution(vertical, horizontal);
        };
    }

    private boolean suitsWinograd(Grid grid) {
        int tiles = grid.batch() * grid.tilesPerImage();
        return vertical.kernel() == Winograd.KERNEL
                && vertical.equals(horizontal)
                && vertical.stride() == 1
                && Math.min(in, out) >= WINOGRAD_CHANNELS
                && tiles > WINOGRAD_TILES;
    }

    /** For images of height 1, {@code conv2d} is slower for all kernels. */
    private boolean hasLargePatches() {
        return vertical.kernel() > PATCHES_KERNEL && horizontal.stride() == 1 && in >= WINOGRAD_CHANNELS;
    }

    /** The direct algorithm supports only the grid of all positions. */
    private boolean isComplete(Grid grid) {
        return grid.equals(grid(grid.batch(), grid.height(), grid.width()));
    }
}
