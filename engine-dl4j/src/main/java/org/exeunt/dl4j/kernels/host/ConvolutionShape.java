package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.kernels.Window;

/**
 * What of a convolution does not depend on the input, and which algorithm computes it in the processor's memory.
 *
 * <p>The choice depends on this and the input's shape alone, so that sums are rounded in the same way in every run of one version on one kind of processor.
 * {@code benchmarks/convolutions} measures all algorithms on the shapes that decide; benchmarks/README.md has the figures.
 *
 * @param vertical kernel, stride and padding along rows of the image, from top to bottom
 * @param horizontal kernel, stride and padding along columns, from left to right
 * @param in channels of the input
 * @param out channels of the result
 */
record ConvolutionShape(Window vertical, Window horizontal, int in, int out) {
    /** Rows of a tile's products whose arithmetic takes as long as reading the larger weights of {@link Winograd}. */
    private static final int WINOGRAD_TILES = 8;
    /** Products per place of a transformed tile by which less arithmetic makes up for 36 calls in place of one. */
    private static final long WINOGRAD_PRODUCTS = 1 << 18;
    /** With fewer channels most of a vector register stays empty. */
    private static final int WINOGRAD_CHANNELS = 16;
    /** Larger kernels have every value of the input in so many patches that gathering them takes as long as their product. */
    private static final int PATCHES_KERNEL = 3;

    /** An algorithm. */
    enum Algorithm {
        /** {@link Winograd}. */
        WINOGRAD,
        /** {@link PatchConvolution}. */
        PATCHES,
        /** {@link DirectConvolution}. */
        DIRECT
    }

    /** Returns all places that the kernel has. */
    Grid grid(int batch, int height, int width) {
        int rows = (int) vertical.outputLength(height);
        return new Grid(batch, height, width, rows, (int) horizontal.outputLength(width));
    }

    /** Returns the algorithm of a forward pass. */
    Algorithm forward(Grid grid) {
        if (suitsWinograd(grid)) {
            return Algorithm.WINOGRAD;
        }
        return hasLargePatches() && isWhole(grid) ? Algorithm.DIRECT : Algorithm.PATCHES;
    }

    /** Returns the algorithm of a backward pass; without a gradient at the input, patches beat the direct one for every kernel. */
    Algorithm backward(Grid grid, boolean inputGradient) {
        return inputGradient || suitsWinograd(grid) ? forward(grid) : Algorithm.PATCHES;
    }

    ConvolutionAlgorithm make(Algorithm kind) {
        return switch (kind) {
            case WINOGRAD -> new Winograd(in, out, vertical.before());
            case PATCHES -> new PatchConvolution(vertical, horizontal, in, out);
            case DIRECT -> new DirectConvolution(vertical, horizontal);
        };
    }

    private boolean suitsWinograd(Grid grid) {
        int tiles = grid.batch() * grid.tilesPerImage();
        return vertical.kernel() == Winograd.KERNEL
                && horizontal.kernel() == Winograd.KERNEL
                && vertical.stride() == 1
                && Math.min(in, out) >= WINOGRAD_CHANNELS
                && (long) in * out * (tiles - WINOGRAD_TILES) >= WINOGRAD_PRODUCTS;
    }

    /** Along single rows {@code conv2d} is slower for all kernels. */
    private boolean hasLargePatches() {
        return vertical.kernel() > PATCHES_KERNEL && horizontal.stride() == 1 && in >= WINOGRAD_CHANNELS;
    }

    /** Of fewer places than the kernel has, the direct algorithm knows nothing. */
    private boolean isWhole(Grid grid) {
        return grid.equals(grid(grid.batch(), grid.height(), grid.width()));
    }
}
