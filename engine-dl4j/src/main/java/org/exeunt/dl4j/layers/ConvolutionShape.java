package org.exeunt.dl4j.layers;

/**
 * What of a convolution does not depend on the input, and by that the algorithm that computes it in the processor's memory.
 *
 * <p>The choice depends on the shape alone, so that sums are rounded in the same way in every run of one version on one kind of processor.
 * {@code benchmarks/convolutions} measures all algorithms on the shapes that decide; benchmarks/README.md has the figures.
 *
 * @param vertical how the kernel lies over rows
 * @param horizontal how the kernel lies over columns
 * @param in channels of the input
 * @param out channels of the result
 */
record ConvolutionShape(Window vertical, Window horizontal, int in, int out) {
    /** With fewer channels, transforms cost more than they save, and most of a vector register stays empty. */
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

    /** Returns the algorithm of a forward pass. */
    Algorithm forward() {
        return suitsWinograd() ? Algorithm.WINOGRAD : hasLargePatches() ? Algorithm.DIRECT : Algorithm.PATCHES;
    }

    /** Returns the algorithm of a backward pass; without a gradient at the input, patches beat the direct one for every kernel. */
    Algorithm backward(boolean inputGradient) {
        return inputGradient || suitsWinograd() ? forward() : Algorithm.PATCHES;
    }

    ConvolutionAlgorithm make(Algorithm kind) {
        return switch (kind) {
            case WINOGRAD -> new Winograd(in, out, vertical.before());
            case PATCHES -> new PatchConvolution(vertical, horizontal, in, out);
            case DIRECT -> new DirectConvolution(vertical, horizontal);
        };
    }

    private boolean suitsWinograd() {
        return vertical.kernel() == Winograd.KERNEL
                && horizontal.kernel() == Winograd.KERNEL
                && vertical.stride() == 1
                && Math.min(in, out) >= WINOGRAD_CHANNELS;
    }

    /** Along single rows {@code conv2d} is slower for all kernels. */
    private boolean hasLargePatches() {
        return vertical.kernel() > PATCHES_KERNEL && horizontal.stride() == 1 && in >= WINOGRAD_CHANNELS;
    }
}
