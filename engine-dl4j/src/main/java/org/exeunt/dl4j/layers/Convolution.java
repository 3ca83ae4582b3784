package org.exeunt.dl4j.layers;

import java.util.HashMap;
import java.util.Map;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.OutsideWorkspaces;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Two-dimensional convolution without bias: activations {@code [batch, height, width, channels]}, weights
 * {@code [out, in, kernel, kernel]}, which is how Deeplearning4j keeps them.
 *
 * <p>oneDNN has several algorithms behind ND4J's operations, and which operation is called decides which is taken:
 * <ul>
 *   <li>{@code conv2d} reads and writes this layout without reordering and is a direct convolution;
 *   <li>{@code deconv2d_tf} is the gradient at the input alone, by Winograd's algorithm for 3x3 kernels and more than a few examples; given
 *       weights whose taps are reversed it is the forward convolution that keeps the size;
 *   <li>{@code conv2d_bp} computes both gradients, by Winograd's algorithm under the same conditions;
 *   <li>with few input channels and no gradient wanted at the input, the weight gradient as one matrix product of patches beats both.
 * </ul>
 * For one thread. The arrays given are neither kept for the caller nor copied.
 */
final class Convolution implements Filter {
    /** Padding by the number of zeros given. */
    private static final int AS_SAID = 0;
    /** Padding that keeps the size, one more zero after than before if their number is odd. */
    private static final int SAME = 1;

    private static final int CHANNELS_LAST = 1;
    /** Weights as {@code [out, in, kernel, kernel]}. */
    private static final int OUT_IN_HEIGHT_WIDTH = 1;
    /** Weights as {@code [kernel, kernel, in, out]}. */
    private static final int HEIGHT_WIDTH_IN_OUT = 0;
    /** Fewer channels leave most of a vector register empty in Winograd's transforms. */
    private static final int WINOGRAD_CHANNELS = 32;
    /** Up to this many examples oneDNN convolves directly, and reversing the taps would be in vain. */
    private static final int DIRECT_BATCH = 8;
    /** Up to this many values a patch the weight gradient is taken by a product of patches when no input gradient is wanted. */
    private static final int PATCH_VALUES = 256;

    private final Window window;
    private final int kernel;
    private final int in;
    private final int out;
    private final boolean winogradForward;
    private final boolean byPatches;
    private final Map<Long, Bound> bySize = new HashMap<>();
    private final ReusedArray unwanted = new ReusedArray();
    private final PatchGradient patchGradient;
    private INDArray reversed;
    private INDArray reversedView;

    Convolution(Window window, int in, int out) {
        this.window = window;
        this.kernel = window.kernel();
        this.in = in;
        this.out = out;
        this.winogradForward = isWinograd(window, in);
        this.byPatches = window.stride() == 1 && kernel * kernel * in <= PATCH_VALUES;
        this.patchGradient = byPatches ? new PatchGradient(window, in, out) : null;
    }

    /** Returns whether forward convolutions of many examples go by Winograd's algorithm. */
    static boolean isWinograd(Window window, int in) {
        return window.kernel() == 3 && window.keepsSize() && in >= WINOGRAD_CHANNELS;
    }

    /** Returns whether so many examples are enough for it. */
    static boolean isWinograd(long examples) {
        return examples > DIRECT_BATCH;
    }

    @Override
    public long outputHeight(long inputHeight) {
        return window.outputLength(inputHeight);
    }

    @Override
    public long outputWidth(long inputWidth) {
        return window.outputLength(inputWidth);
    }

    @Override
    public void forward(INDArray x, INDArray weights, INDArray z) {
        if (winogradForward && isWinograd(x.size(0))) {
            reverseTaps(weights);
            bound(z).byWinograd.from(bound(z).shape, reversedView, x).to(z).run();
        } else {
            bound(z).forward.from(x, weights).to(z).run();
        }
    }

    @Override
    public void backward(INDArray x, INDArray weights, INDArray dz, INDArray dx, INDArray dWeights) {
        bound(dz).gradient.from(x, weights, dz).to(dx, dWeights).run();
    }

    @Override
    public void weightGradient(INDArray x, INDArray weights, INDArray dz, INDArray dWeights) {
        if (byPatches) {
            patchGradient.compute(x, dz, dWeights);
        } else {
            backward(x, weights, dz, unwanted.ofShape(x.shape()), dWeights);
        }
    }

    private void reverseTaps(INDArray weights) {
        if (reversed == null) {
            reversed = new ReusedArray().ofShape(out, in, kernel, kernel);
            reversedView = reversed.permute(2, 3, 0, 1);
        }
        NativeFloats source = NativeFloats.of(weights);
        NativeFloats target = NativeFloats.of(reversed);
        int taps = kernel * kernel;
        float[] tile = new float[taps * in];
        for (int o = 0; o < out; o++) {
            source.get(o * tile.length, tile, 0, tile.length);
            for (int first = 0; first < tile.length; first += taps) {
                for (int i = first, j = first + taps - 1; i < j; i++, j--) {
                    float swapped = tile[i];
                    tile[i] = tile[j];
                    tile[j] = swapped;
                }
            }
            target.put(o * tile.length, tile, 0, tile.length);
        }
    }

    private Bound bound(INDArray z) {
        return bySize.computeIfAbsent(z.size(0), size -> new Bound(z.shape()));
    }

    /** The operations for one batch size. */
    private final class Bound {
        final BoundOp forward = new BoundOp("conv2d", arguments(OUT_IN_HEIGHT_WIDTH));
        final BoundOp byWinograd = new BoundOp("deconv2d_tf", arguments(HEIGHT_WIDTH_IN_OUT));
        final BoundOp gradient = new BoundOp("conv2d_bp", arguments(OUT_IN_HEIGHT_WIDTH));
        final INDArray shape;

        Bound(long[] shape) {
            this.shape = OutsideWorkspaces.create(() -> Nd4j.createFromArray(shape));
        }

        private long[] arguments(int weightLayout) {
            int stride = window.stride();
            int zeros = window.isEven() ? window.before() : 0;
            int padding = window.isEven() ? AS_SAID : SAME;
            return new long[] {kernel, kernel, stride, stride, zeros, zeros, 1, 1, padding, CHANNELS_LAST, weightLayout
            };
        }
    }
}
