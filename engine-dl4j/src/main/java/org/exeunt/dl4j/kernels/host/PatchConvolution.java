package org.exeunt.dl4j.kernels.host;

import java.util.Arrays;
import org.exeunt.dl4j.kernels.MatrixProduct;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;

/**
 * Convolution as a matrix product: the left matrix has one row per position with the input values under the kernel (a
 * patch). With channels last, each row of the kernel covers a contiguous run of the image, so that patches are gathered
 * by copying runs.
 *
 * <p>A few images are processed at a time, so that patches and results stay in the cache.
 */
final class PatchConvolution implements ConvolutionAlgorithm {
    /** Maximum number of values of the patches or results that are processed at once, with few weights: 512 KiB. */
    private static final int VALUES_AT_ONCE = 1 << 17;
    /** Maximum number of positions for which a product is faster with the weights as its left matrix. */
    private static final int FEW_POSITIONS = 16;

    private final Window vertical;
    private final Window horizontal;
    private final int in;
    private final int out;
    private final int patch;
    private final MatrixProduct byWeights = new MatrixProduct(false, false);
    private final MatrixProduct byTransposed = new MatrixProduct(false, true);
    private final MatrixProduct weightGradient = new MatrixProduct(true, false);
    private final MatrixProduct moreWeightGradient = new MatrixProduct(true, false, 1, 1);
    /** The reordered weights {@code [patch, out]}; products are faster with many channels in a row. */
    private final Matrix tapWeights;

    private final ReusedMatrix transposedMemory = new ReusedMatrix(1);
    /** The reordered weights {@code [out, patch]}; null while the network is trained. */
    private Matrix transposedWeights;

    private float[] original = {};
    private float[] ordered = {};
    private float[] image = {};
    private float[] row = {};
    private final float[] sum;
    private final float[] summand;

    PatchConvolution(Window vertical, Window horizontal, int in, int out) {
        this.vertical = vertical;
        this.horizontal = horizontal;
        this.in = in;
        this.out = out;
        this.patch = vertical.kernel() * horizontal.kernel() * in;
        this.sum = new float[horizontal.kernel() * in];
        this.summand = new float[sum.length];
        this.tapWeights = new ReusedMatrix(out).ofRows(patch);
    }

    @Override
    public void prepare(NativeFloats weights, boolean forInference) {
        makeRoomForWeights();
        weights.get(0, original, 0, original.length);
        int taps = patch / in;
        for (int o = 0; o < out; o++) {
            for (int tap = 0; tap < taps; tap++) {
                int to = o * patch + tap * in;
                for (int c = 0, from = o * patch + tap; c < in; c++, from += taps) {
                    ordered[to + c] = original[from];
                }
            }
        }
        transposedWeights = null;
        if (forInference) {
            transposedWeights = transposedMemory.ofRows(out * patch).part(0, out, patch);
            transposedWeights.put(0, ordered, ordered.length);
        }
        VectorLoops.transpose(ordered, out, patch, original);
        tapWeights.put(0, original, original.length);
    }

    @Override
    public void forward(NativeFloats x, Grid grid, ConvolutionOutput output) {
        int images = imagesAtOnce(grid);
        for (int first = 0; first < grid.batch(); first += images) {
            int count = Math.min(images, grid.batch() - first);
            Matrix patches = gather(x, grid, first, count);
            multiply(patches, output.images(grid, first, count));
            output.takeImages(grid, first, count);
        }
    }

    private void multiply(Matrix patches, Matrix z) {
        if (transposedWeights == null || z.rows() > FEW_POSITIONS) {
            byWeights.run(patches, tapWeights, z);
            return;
        }
        Matrix transposed =
                ConvolutionScratch.ofThread().products.ofRows(z.size()).part(0, out, z.rows());
        byTransposed.run(transposedWeights, patches, transposed);
        VectorLoops.transpose(transposed, z);
    }

    @Override
    public void backward(NativeFloats x, Grid grid, ConvolutionGradient dz, NativeFloats dx, NativeFloats dWeights) {
        int images = imagesAtOnce(grid);
        Matrix tapWeightGradient =
                ConvolutionScratch.ofThread().weightGradient.ofRows(out * patch).part(0, patch, out);
        for (int first = 0; first < grid.batch(); first += images) {
            int count = Math.min(images, grid.batch() - first);
            Matrix slopes = dz.imageGradients(grid, first, count);
            Matrix patches = gather(x, grid, first, count);
            (first == 0 ? weightGradient : moreWeightGradient).run(patches, slopes, tapWeightGradient);
            if (dx != null) {
                byTransposed.run(slopes, tapWeights, patches);
                scatter(patches, grid, first, count, dx);
            }
        }
        writeWeightGradient(tapWeightGradient, dWeights);
    }

    /** At least as many values as there are weights, whose gradient is read and written each time. */
    private int imagesAtOnce(Grid grid) {
        return Math.max(1, Math.max(VALUES_AT_ONCE, out * patch) / (grid.positions() * Math.max(patch, out)));
    }

    private Matrix gather(NativeFloats x, Grid grid, int first, int count) {
        Matrix patches = patches(grid, count);
        int stride = paddedWidth(grid) * in;
        int run = horizontal.kernel() * in;
        makeRoomForImage(grid);
        for (int n = 0; n < count; n++) {
            for (int y = 0; y < grid.height(); y++) {
                int to = (vertical.before() + y) * stride + horizontal.before() * in;
                x.get(((first + n) * grid.height() + y) * grid.width() * in, image, to, grid.width() * in);
            }
            for (int y = 0; y < grid.rows(); y++) {
                int top = y * vertical.stride() * stride;
                for (int column = 0, to = 0; column < grid.columns(); column++) {
                    int from = top + column * horizontal.stride() * in;
                    for (int tap = 0; tap < vertical.kernel(); tap++, from += stride, to += run) {
                        System.arraycopy(image, from, row, to, run);
                    }
                }
                patches.put((n * grid.rows() + y) * grid.columns() * patch, row, grid.columns() * patch);
            }
        }
        return patches;
    }

    private void scatter(Matrix patches, Grid grid, int first, int count, NativeFloats dx) {
        int stride = paddedWidth(grid) * in;
        int run = horizontal.kernel() * in;
        for (int n = 0; n < count; n++) {
            Arrays.fill(image, 0f);
            for (int y = 0; y < grid.rows(); y++) {
                patches.get((n * grid.rows() + y) * grid.columns() * patch, row, grid.columns() * patch);
                int top = y * vertical.stride() * stride;
                for (int column = 0, from = 0; column < grid.columns(); column++) {
                    int to = top + column * horizontal.stride() * in;
                    for (int tap = 0; tap < vertical.kernel(); tap++, from += run, to += stride) {
                        add(row, from, image, to, run);
                    }
                }
            }
            for (int y = 0; y < grid.height(); y++) {
                int from = (vertical.before() + y) * stride + horizontal.before() * in;
                dx.put(((first + n) * grid.height() + y) * grid.width() * in, image, from, grid.width() * in);
            }
        }
        Arrays.fill(image, 0f);
    }

    /** Adds in temporary arrays, because the compiler does not vectorise loops with offsets. */
    private void add(float[] source, int from, float[] target, int to, int count) {
        System.arraycopy(source, from, summand, 0, count);
        System.arraycopy(target, to, sum, 0, count);
        VectorLoops.add(sum, summand, count);
        System.arraycopy(sum, 0, target, to, count);
    }

    private Matrix patches(Grid grid, int count) {
        int positions = count * grid.positions();
        return ConvolutionScratch.ofThread().inputs.ofRows(positions * patch).part(0, positions, patch);
    }

    private int paddedWidth(Grid grid) {
        return horizontal.before() + grid.width() + horizontal.after();
    }

    /** Allocates the padded image. Its padding is never written and stays zero. */
    private void makeRoomForImage(Grid grid) {
        int size = (vertical.before() + grid.height() + vertical.after()) * paddedWidth(grid) * in;
        if (image.length != size) {
            image = new float[size];
            row = new float[grid.columns() * patch];
        }
    }

    private void writeWeightGradient(Matrix tapWeightGradient, NativeFloats dWeights) {
        makeRoomForWeights();
        tapWeightGradient.get(0, original, original.length);
        VectorLoops.transpose(original, patch, out, ordered);
        int taps = patch / in;
        for (int o = 0; o < out; o++) {
            for (int tap = 0; tap < taps; tap++) {
                int from = o * patch + tap * in;
                for (int c = 0, to = o * patch + tap; c < in; c++, to += taps) {
                    original[to] = ordered[from + c];
                }
            }
        }
        dWeights.put(0, original, 0, original.length);
    }

    private void makeRoomForWeights() {
        if (original.length == 0) {
            original = new float[out * patch];
            ordered = new float[out * patch];
        }
    }
}
