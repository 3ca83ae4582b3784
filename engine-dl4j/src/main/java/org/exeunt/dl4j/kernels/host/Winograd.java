package org.exeunt.dl4j.kernels.host;

import java.util.Arrays;
import org.exeunt.dl4j.kernels.SmallProduct;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.BlasProduct;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;

/**
 * 3x3 convolution of stride 1 by Winograd's algorithm F(4x4, 3x3) (Lavin and Gray, arXiv 1509.09308): 36 instead of 144
 * multiplications for every tile of 4x4 positions, computed as 36 matrix products.
 *
 * <p>Let V be the transformed 6x6 patches, U the transformed weights and D the transformed gradient, each of them 36
 * matrices. The result is the inverse transform of V Uᵀ, the gradient at the weights that of Dᵀ V, and the gradient at
 * the input that of D U, with overlapping patches added.
 */
final class Winograd implements ConvolutionAlgorithm {
    private static final int TILE = Grid.TILE;
    private static final int PATCH = 6;
    private static final int PRODUCTS = PATCH * PATCH;
    static final int KERNEL = 3;
    private static final int TAPS = KERNEL * KERNEL;
    /** Maximum number of tiles per matrix product; more do not make a product more efficient. */
    private static final int TILES_AT_ONCE = 1024;

    /**
     * Minimum number of tiles for which direct calls of OpenBLAS are faster than larger products: in inference, and in
     * training if it does not copy small matrices.
     */
    private static final int FEWEST_TILES = 64;
    /**
     * Maximum number of tiles for which large weights are the bottleneck of a backward pass: reading them transposed,
     * and writing their gradients.
     */
    private static final int MOST_TILES = 32;
    /** Minimum number of weights per position that are large: 512 KiB. */
    private static final int LARGE_WEIGHTS = 1 << 17;
    /** Number of outputs whose weight gradients are computed at once for few tiles. */
    private static final int OUTPUTS_AT_ONCE = 64;
    /** The same if OpenBLAS does not copy small matrices. */
    private static final int OUTPUTS_WITHOUT_COPY = 16;
    /** Number of input channels whose weights are read at once. */
    private static final int CHANNELS_AT_ONCE = 16;
    /** Maximum number of transformed values that are kept for the backward pass instead of being recomputed: 64 MiB. */
    private static final int KEPT_VALUES = 1 << 24;

    private final int in;
    private final int out;
    private final int before;
    private final boolean withoutCopy;
    private final SmallProduct byWeights = new SmallProduct(false, false, 1, 0);
    private final SmallProduct byTransposed = new SmallProduct(false, true, 1, 0);
    private final SmallProduct weightGradient = new SmallProduct(true, false, 1, 0);
    private final SmallProduct moreWeightGradient = new SmallProduct(true, false, 1, 1);
    private final ReusedMatrix weightMemory = new ReusedMatrix(1);
    private final ReusedMatrix transposedMemory = new ReusedMatrix(1);
    private final ReusedMatrix inputMemory = new ReusedMatrix(1);
    /** The transformed patches of the last forward pass; null if they are not kept. */
    private Matrix inputs;

    /** The transposes of the transformed weights, 36 matrices {@code [in, out]}. */
    private Matrix transposed;

    /** The transformed weights {@code [out, in]}, for a backward pass in small blocks; otherwise null. */
    private Matrix u;

    private int tilesAtOnce;
    private boolean isForInference;

    /**
     * Creates the algorithm.
     *
     * @param before rows of zeros above an image, and columns left of it
     * @param withoutCopy whether OpenBLAS does not copy small matrices before multiplying them
     */
    Winograd(int in, int out, int before, boolean withoutCopy) {
        this.in = in;
        this.out = out;
        this.before = before;
        this.withoutCopy = withoutCopy;
    }

    @Override
    public void prepare(NativeFloats weights, boolean forInference) {
        isForInference = forInference;
        transposed = transposedMemory.ofRows(PRODUCTS * out * in);
        transformWeights(weights);
        long fitting = BlasProduct.LARGEST / ((long) out * in);
        boolean inBlocks = fitting >= FEWEST_TILES && (withoutCopy || forInference);
        tilesAtOnce = inBlocks ? (int) Math.min(fitting, TILES_AT_ONCE) : TILES_AT_ONCE;
        u = inBlocks && !forInference ? weightMemory.ofRows(PRODUCTS * out * in) : null;
        for (int q = 0; q < PRODUCTS && u != null; q++) {
            VectorLoops.transpose(part(transposed, q, in, out), part(u, q, out, in));
        }
    }

    /** Transforms the weights of a few input channels at a time, so that they are read in runs. */
    private void transformWeights(NativeFloats weights) {
        ConvolutionScratch scratch = ConvolutionScratch.ofThread();
        scratch.tilesAtOnce(out); // makes arrays long enough for all results
        int run = TAPS * CHANNELS_AT_ONCE;
        float[] values = scratch.values(out * run);
        float[][] taps = scratch.patches;
        for (int first = 0; first < in; first += CHANNELS_AT_ONCE) {
            int channels = Math.min(CHANNELS_AT_ONCE, in - first);
            for (int o = 0; o < out; o++) {
                weights.get(TAPS * (o * in + first), values, run * o, TAPS * channels);
            }
            for (int c = 0; c < channels; c++) {
                for (int tap = 0; tap < TAPS; tap++) {
                    float[] target = taps[tap];
                    for (int o = 0, at = TAPS * c + tap; o < out; o++, at += run) {
                        target[o] = values[at];
                    }
                }
                transform(WinogradLoops::weights, taps, KERNEL, transposed, out * in, (first + c) * out, out);
            }
        }
    }

    @Override
    public void forward(NativeFloats x, Grid grid, ConvolutionOutput output) {
        ConvolutionScratch scratch = ConvolutionScratch.ofThread();
        int tiles = grid.batch() * grid.tilesPerImage();
        long values = (long) PRODUCTS * tiles * in;
        inputs = isForInference || values > KEPT_VALUES ? null : inputMemory.ofRows((int) values);
        for (int first = 0; first < tiles; first += tilesAtOnce) {
            int count = Math.min(tilesAtOnce, tiles - first);
            Matrix v = inputs(scratch, first, count);
            transformInput(scratch, x, grid, first, count, v);
            Matrix m = scratch.products.ofRows(PRODUCTS * count * out);
            for (int q = 0; q < PRODUCTS; q++) {
                byWeights.run(part(v, q, count, in), part(transposed, q, in, out), part(m, q, count, out));
            }
            transformOutput(scratch, m, grid, first, count, output);
        }
    }

    @Override
    public void backward(NativeFloats x, Grid grid, ConvolutionGradient dz, NativeFloats dx, NativeFloats dWeights) {
        ConvolutionScratch scratch = ConvolutionScratch.ofThread();
        if (dx != null && !coversInput(grid)) {
            dx.zero(0, dx.length());
        }
        int tiles = grid.batch() * grid.tilesPerImage();
        if (tiles <= MOST_TILES && in * out >= LARGE_WEIGHTS && inputs != null) {
            backwardByOutputs(grid, dz, dx, dWeights);
            return;
        }
        Matrix du = scratch.weightGradient.ofRows(PRODUCTS * out * in);
        for (int first = 0; first < tiles; first += tilesAtOnce) {
            int count = Math.min(tilesAtOnce, tiles - first);
            Matrix v = inputs(scratch, first, count);
            if (inputs == null) {
                transformInput(scratch, x, grid, first, count, v);
            }
            Matrix d = transformGradient(scratch, dz, grid, first, count);
            SmallProduct product = first == 0 ? weightGradient : moreWeightGradient;
            for (int q = 0; q < PRODUCTS; q++) {
                product.run(part(d, q, count, out), part(v, q, count, in), part(du, q, out, in));
            }
            if (dx != null) {
                Matrix dv = scratch.inputs.ofRows(PRODUCTS * count * in);
                for (int q = 0; q < PRODUCTS; q++) {
                    Matrix weights = u == null ? part(transposed, q, in, out) : part(u, q, out, in);
                    (u == null ? byTransposed : byWeights).run(part(d, q, count, out), weights, part(dv, q, count, in));
                }
                addInputGradient(scratch, dv, grid, first, count, dx);
            }
        }
        transformWeightGradient(scratch, du, 0, out, dWeights);
    }

    /**
     * Computes the gradients for few tiles and large weights: at the weights of a few outputs at a time, so that they
     * are transformed while they are in the cache, and at the input as (Uᵀ Dᵀ)ᵀ, which reads the weights in order.
     */
    private void backwardByOutputs(Grid grid, ConvolutionGradient dz, NativeFloats dx, NativeFloats dWeights) {
        ConvolutionScratch scratch = ConvolutionScratch.ofThread();
        int tiles = grid.batch() * grid.tilesPerImage();
        Matrix d = transformGradient(scratch, dz, grid, 0, tiles);
        for (int q = 0; q < PRODUCTS; q++) {
            VectorLoops.transpose(part(d, q, tiles, out), part(d, q, out, tiles));
        }
        int outputs = withoutCopy ? OUTPUTS_WITHOUT_COPY : OUTPUTS_AT_ONCE;
        for (int first = 0; first < out; first += outputs) {
            int count = Math.min(outputs, out - first);
            Matrix du = scratch.weightGradient.ofRows(PRODUCTS * count * in);
            for (int q = 0; q < PRODUCTS; q++) {
                Matrix rows = part(d, q, out, tiles).rows(first, count);
                byWeights.run(rows, part(inputs, q, tiles, in), part(du, q, count, in));
            }
            transformWeightGradient(scratch, du, first, count, dWeights);
        }
        if (dx != null) {
            Matrix dv = scratch.inputs.ofRows(PRODUCTS * tiles * in);
            for (int q = 0; q < PRODUCTS; q++) {
                byWeights.run(part(transposed, q, in, out), part(d, q, out, tiles), part(dv, q, in, tiles));
                VectorLoops.transpose(part(dv, q, in, tiles), part(dv, q, tiles, in));
            }
            addInputGradient(scratch, dv, grid, 0, tiles, dx);
        }
    }

    private boolean coversInput(Grid grid) {
        return TILE * grid.tileRows() + PATCH - TILE - before >= grid.height()
                && TILE * grid.tileColumns() + PATCH - TILE - before >= grid.width();
    }

    private static Matrix part(Matrix all, int q, int rows, int columns) {
        return all.part(q * rows * columns, rows, columns);
    }

    /** A one-dimensional transform of {@link WinogradLoops}. */
    private interface Transform {
        void apply(float[][] source, int from, int step, float[][] target, int to, int toStep, int count);
    }

    /**
     * Transforms the columns and then the rows of arrays of values, {@code [size, size]}, and writes the results to the
     * 36 matrices.
     *
     * @param matrix length of a matrix
     * @param at index of the first value in each matrix
     * @param count number of values in each array
     */
    private static void transform(
            Transform transform, float[][] values, int size, Matrix all, int matrix, int at, int count) {
        float[][] half = ConvolutionScratch.ofThread().half;
        float[][] row = ConvolutionScratch.ofThread().row;
        for (int j = 0; j < size; j++) {
            transform.apply(values, j, size, half, j, size, count);
        }
        for (int i = 0; i < PATCH; i++) {
            transform.apply(half, size * i, 1, row, 0, 1, count);
            for (int j = 0; j < PATCH; j++) {
                all.put((PATCH * i + j) * matrix + at, row[j], count);
            }
        }
    }

    /** Reads the same range of the 36 matrices, and transforms columns and rows to arrays {@code [size, size]}. */
    private static void transformBack(
            Transform transform, Matrix all, int matrix, int at, int count, float[][] values, int size) {
        float[][] read = ConvolutionScratch.ofThread().patches;
        float[][] half = ConvolutionScratch.ofThread().half;
        for (int q = 0; q < PRODUCTS; q++) {
            all.get(q * matrix + at, read[q], count);
        }
        for (int j = 0; j < PATCH; j++) {
            transform.apply(read, j, PATCH, half, j, PATCH, count);
        }
        for (int i = 0; i < size; i++) {
            transform.apply(half, PATCH * i, 1, values, size * i, 1, count);
        }
    }

    /** Returns the memory for the transformed patches of tiles. */
    private Matrix inputs(ConvolutionScratch scratch, int first, int tiles) {
        int size = PRODUCTS * tiles * in;
        return inputs == null ? scratch.inputs.ofRows(size) : inputs.part(PRODUCTS * first * in, size, 1);
    }

    private void transformInput(ConvolutionScratch scratch, NativeFloats x, Grid grid, int first, int tiles, Matrix v) {
        int unit = scratch.tilesAtOnce(in);
        float[][] patches = scratch.patches;
        for (int from = 0; from < tiles; from += unit) {
            int count = Math.min(unit, tiles - from);
            scratch.tiles.set(grid, first + from, count);
            readPatches(x, scratch.tiles, patches);
            transform(WinogradLoops::input, patches, PATCH, v, tiles * in, from * in, count * in);
        }
    }

    /**
     * Reads the patches of tiles. The last two columns of a patch equal the first two columns of the patch to its
     * right.
     */
    private void readPatches(NativeFloats x, Tiles tiles, float[][] patches) {
        for (int tile = 0; tile < tiles.count(); tile++) {
            readColumns(x, tiles, tile, 0, TILE, patches);
        }
        for (int i = 0; i < PATCH; i++) {
            for (int j = TILE; j < PATCH; j++) {
                int at = PATCH * i + j;
                System.arraycopy(patches[at - TILE], in, patches[at], 0, (tiles.count() - 1) * in);
            }
        }
        for (int tile = 0; tile < tiles.count(); tile++) {
            if (!tiles.hasRight(tile)) {
                readColumns(x, tiles, tile, TILE, PATCH, patches);
            }
        }
    }

    private void readColumns(NativeFloats x, Tiles tiles, int tile, int first, int end, float[][] patches) {
        Grid grid = tiles.grid();
        int top = tiles.row(tile) - before;
        int left = tiles.column(tile) - before;
        int to = tile * in;
        for (int i = 0; i < PATCH; i++) {
            boolean inside = top + i >= 0 && top + i < grid.height();
            int begin = tiles.image(tile) * grid.inputPositions() + (top + i) * grid.width();
            for (int j = first; j < end; j++) {
                if (inside && left + j >= 0 && left + j < grid.width()) {
                    x.get((begin + left + j) * in, patches[PATCH * i + j], to, in);
                } else {
                    Arrays.fill(patches[PATCH * i + j], to, to + in, 0f);
                }
            }
        }
    }

    private void transformOutput(
            ConvolutionScratch scratch, Matrix m, Grid grid, int first, int tiles, ConvolutionOutput output) {
        int unit = scratch.tilesAtOnce(out);
        float[][] positions = scratch.positions;
        for (int from = 0; from < tiles; from += unit) {
            int count = Math.min(unit, tiles - from);
            transformBack(WinogradLoops::output, m, tiles * out, from * out, count * out, positions, TILE);
            scratch.tiles.set(grid, first + from, count);
            output.takeTiles(scratch.tiles, positions);
        }
    }

    private Matrix transformGradient(
            ConvolutionScratch scratch, ConvolutionGradient dz, Grid grid, int first, int tiles) {
        Matrix d = scratch.products.ofRows(PRODUCTS * tiles * out);
        int unit = scratch.tilesAtOnce(out);
        float[][] positions = scratch.positions;
        for (int from = 0; from < tiles; from += unit) {
            int count = Math.min(unit, tiles - from);
            scratch.tiles.set(grid, first + from, count);
            dz.readTiles(scratch.tiles, positions);
            transform(WinogradLoops::outputGradient, positions, TILE, d, tiles * out, from * out, count * out);
        }
        return d;
    }

    private void addInputGradient(
            ConvolutionScratch scratch, Matrix dv, Grid grid, int first, int tiles, NativeFloats dx) {
        int unit = scratch.tilesAtOnce(in);
        float[][] values = scratch.patches;
        for (int from = 0; from < tiles; from += unit) {
            int count = Math.min(unit, tiles - from);
            transformBack(WinogradLoops::inputGradient, dv, tiles * in, from * in, count * in, values, PATCH);
            Tiles located = scratch.tiles;
            located.set(grid, first + from, count);
            mergeColumns(scratch, located, values);
            for (int tile = 0; tile < count; tile++) {
                addPatch(scratch, located, tile, values, dx);
            }
        }
    }

    /**
     * Adds the last two columns of each patch to the first two columns of the patch to its right, which they overlap.
     */
    private void mergeColumns(ConvolutionScratch scratch, Tiles tiles, float[][] patches) {
        int length = tiles.count() * in;
        float[] shifted = scratch.values(length);
        for (int i = 0; i < PATCH; i++) {
            for (int j = 0; j < PATCH - TILE; j++) {
                System.arraycopy(patches[PATCH * i + j + TILE], 0, shifted, in, length - in);
                for (int tile = 0; tile < tiles.count(); tile++) {
                    if (!tiles.hasLeft(tile)) {
                        Arrays.fill(shifted, tile * in, (tile + 1) * in, 0f);
                    }
                }
                VectorLoops.add(patches[PATCH * i + j], shifted, length);
            }
        }
    }

    /**
     * Adds a patch of gradients. Tiles are processed in order, so a position that no tile above or to the left covers
     * is written instead of added to.
     */
    private void addPatch(ConvolutionScratch scratch, Tiles tiles, int tile, float[][] patches, NativeFloats dx) {
        Grid grid = tiles.grid();
        float[] sum = scratch.row[0];
        float[] more = scratch.row[1];
        int top = tiles.row(tile) - before;
        int left = tiles.column(tile) - before;
        int end = Math.min(tiles.hasRight(tile) ? TILE : PATCH, grid.width() - left);
        boolean overlapsLeft = tiles.column(tile) > 0 && !tiles.hasLeft(tile);
        for (int i = Math.max(0, -top); i < Math.min(PATCH, grid.height() - top); i++) {
            int begin = tiles.image(tile) * grid.inputPositions() + (top + i) * grid.width() + left;
            boolean overlapsAbove = i < PATCH - TILE && tiles.row(tile) > 0;
            for (int j = Math.max(0, -left); j < end; j++) {
                int at = (begin + j) * in;
                float[] patch = patches[PATCH * i + j];
                if (overlapsAbove || overlapsLeft && j < PATCH - TILE) {
                    dx.get(at, sum, 0, in);
                    System.arraycopy(patch, tile * in, more, 0, in);
                    VectorLoops.add(sum, more, in);
                    dx.put(at, sum, 0, in);
                } else {
                    dx.put(at, patch, tile * in, in);
                }
            }
        }
    }

    /** Transforms the gradients at the weights of {@code rows} outputs, starting with output {@code first}. */
    private void transformWeightGradient(
            ConvolutionScratch scratch, Matrix du, int first, int rows, NativeFloats dWeights) {
        int length = scratch.length();
        float[] values = scratch.values(TAPS * length);
        float[][] taps = scratch.positions;
        for (int from = 0; from < rows * in; from += length) {
            int count = Math.min(length, rows * in - from);
            transformBack(WinogradLoops::weightGradient, du, rows * in, from, count, taps, KERNEL);
            for (int tap = 0; tap < TAPS; tap++) {
                float[] source = taps[tap];
                for (int i = 0, at = tap; i < count; i++, at += TAPS) {
                    values[at] = source[i];
                }
            }
            dWeights.put(TAPS * (first * in + from), values, 0, TAPS * count);
        }
    }
}
