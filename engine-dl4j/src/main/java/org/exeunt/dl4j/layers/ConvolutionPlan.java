package org.exeunt.dl4j.layers;

import java.util.Locale;
import org.exeunt.dl4j.nativeaccess.Instructions;

/**
 * Which algorithm computes a convolution in the processor's memory, by its shape: a table for each kind of instructions, which
 * {@code benchmarks/convolutions} measures again.
 *
 * <p>A network keeps to the plan that was in force when it was built, so that its sums are rounded in the same way in all workers and after a resume.
 */
public enum ConvolutionPlan {
    /** For processors whose direct convolutions are no faster than products of matrices. */
    AVX2,
    /** For processors on which oneDNN's direct convolutions reach the speed of large products. */
    AVX512;

    private static final ThreadLocal<ConvolutionPlan> CURRENT =
            ThreadLocal.withInitial(ConvolutionPlan::ofThisProcessor);
    /** Fewer channels leave most of a vector register empty and transforms cost more than they save. */
    private static final int WINOGRAD_CHANNELS = 16;

    /** An algorithm. */
    enum Route {
        /** {@link Winograd}. */
        WINOGRAD,
        /** {@link PatchConvolution}. */
        PATCHES,
        /** {@link DirectConvolution}. */
        DIRECT
    }

    /** Returns the plan for the instructions that the native libraries of this process use. */
    public static ConvolutionPlan ofThisProcessor() {
        return Instructions.areWide() ? AVX512 : AVX2;
    }

    /** Returns the plan for layers that this thread builds. */
    static ConvolutionPlan current() {
        return CURRENT.get();
    }

    /** Has layers that this thread builds from now on follow this plan. */
    public void use() {
        CURRENT.set(this);
    }

    /** Returns the name in provenance and options. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the algorithm for a forward pass. */
    Route forward(Shape shape) {
        if (shape.suitsWinograd()) {
            return Route.WINOGRAD;
        }
        if (shape.isAlongRows() || shape.kernel() == 1) {
            return Route.PATCHES;
        }
        return this == AVX512 || shape.hasLargePatches() ? Route.DIRECT : Route.PATCHES;
    }

    /** Returns the algorithm for the gradients at the weights and, if wanted, at the input. */
    Route backward(Shape shape, boolean inputGradient) {
        if (shape.suitsWinograd()) {
            return Route.WINOGRAD;
        }
        if (!inputGradient || shape.isAlongRows() || shape.kernel() == 1) {
            return Route.PATCHES;
        }
        boolean strided = shape.horizontal().stride() > 1;
        return strided && (this == AVX2 || shape.in() >= 128) ? Route.PATCHES : Route.DIRECT;
    }

    /** What of a convolution does not depend on the input. */
    record Shape(Window vertical, Window horizontal, int in, int out) {
        boolean suitsWinograd() {
            return vertical.kernel() == 3
                    && horizontal.kernel() == 3
                    && vertical.stride() == 1
                    && Math.min(in, out) >= WINOGRAD_CHANNELS;
        }

        boolean isAlongRows() {
            return vertical.kernel() == 1 && horizontal.kernel() > 1;
        }

        int kernel() {
            return horizontal.kernel();
        }

        /** Returns whether gathering patches takes much beside the product: a place is in many of them. */
        boolean hasLargePatches() {
            return kernel() > 3 && horizontal.stride() == 1 && in >= WINOGRAD_CHANNELS;
        }
    }
}
