package org.exeunt.dl4j.nativeaccess;

import java.nio.DoubleBuffer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.exeunt.api.params.LinearAlgebra;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Linear algebra on OpenBLAS's products of matrices in double precision.
 *
 * <p>Vectors are widened a piece at a time. The rows of a piece's products are split into blocks of one size, each computed by one thread on its own;
 * pieces are added one after the other. So bits depend on OpenBLAS's kernels, but on no number of threads. Rows of weights of which most are 0 are
 * summed up in Java, as are vectors that are not all finite, which must have no part where their weight is 0.
 */
public final class NativeLinearAlgebra implements LinearAlgebra {
    /** Values of each vector at a time; from 256 to 1,024 as fast. */
    private static final int PIECE = 512;
    /** Rows of products that one thread computes at a time; from 64 to 250 as fast. */
    private static final int ROWS = 128;
    /** Of the weights, below which share those above 0 are fewer multiplications in Java than all are for OpenBLAS. */
    private static final double DENSE = 0.25;

    private static final int ROW_MAJOR = 101;
    private static final int AS_IT_IS = 111;
    private static final int TRANSPOSED = 112;

    /** Makes OpenBLAS compute on the calling thread alone, in the whole process. */
    public NativeLinearAlgebra() {
        Nd4j.getBackend(); // sets the number of threads when it is loaded
        openblas_nolapack.blas_set_num_threads(1);
    }

    @Override
    public void addInnerProducts(float[][] vectors, int length, double[][] products) {
        int size = vectors.length;
        try (DoublePointer piece = new DoublePointer((long) size * PIECE);
                DoublePointer sums = new DoublePointer((long) products.length * size)) {
            inBlocks(products.length, (top, bottom) -> {
                for (int i = top; i < bottom; i++) {
                    at(sums, i, size).put(products[i], 0, size);
                }
            });
            DoubleBuffer values = piece.asBuffer();
            for (int start = 0; start < length; start += PIECE) {
                int from = start;
                int count = Math.min(PIECE, length - start);
                inBlocks(size, (top, bottom) -> widen(vectors, top, bottom, from, count, values));
                inBlocks(products.length, (top, bottom) -> {
                    DoublePointer right = at(piece, top, PIECE);
                    DoublePointer corner = at(sums, top, size + 1);
                    openblas_nolapack.cblas_dgemm(
                            ROW_MAJOR,
                            AS_IT_IS,
                            TRANSPOSED,
                            bottom - top,
                            size - top,
                            count,
                            1,
                            right,
                            PIECE,
                            right,
                            PIECE,
                            1,
                            corner,
                            size);
                });
            }
            inBlocks(products.length, (top, bottom) -> {
                for (int i = top; i < bottom; i++) {
                    at(sums, i, size + 1).get(products[i], i, size - i);
                }
            });
        }
    }

    @Override
    public void weightedSums(double[][] weights, float[][] vectors, int length, float[][] sums) {
        if (!isDense(weights) || !isFinite(vectors, length)) {
            LinearAlgebra.plain().weightedSums(weights, vectors, length, sums);
            return;
        }
        int size = vectors.length;
        try (DoublePointer left = new DoublePointer((long) weights.length * size);
                DoublePointer piece = new DoublePointer((long) size * PIECE);
                DoublePointer wide = new DoublePointer((long) weights.length * PIECE)) {
            inBlocks(weights.length, (top, bottom) -> {
                for (int i = top; i < bottom; i++) {
                    at(left, i, size).put(weights[i], 0, size);
                }
            });
            DoubleBuffer values = piece.asBuffer();
            DoubleBuffer results = wide.asBuffer();
            for (int start = 0; start < length; start += PIECE) {
                int from = start;
                int count = Math.min(PIECE, length - start);
                inBlocks(size, (top, bottom) -> widen(vectors, top, bottom, from, count, values));
                inBlocks(weights.length, (top, bottom) -> {
                    openblas_nolapack.cblas_dgemm(
                            ROW_MAJOR,
                            AS_IT_IS,
                            AS_IT_IS,
                            bottom - top,
                            count,
                            size,
                            1,
                            at(left, top, size),
                            size,
                            piece,
                            PIECE,
                            0,
                            at(wide, top, PIECE),
                            PIECE);
                    round(results, top, bottom, sums, from, count);
                });
            }
        }
    }

    private interface Block {
        void work(int top, int bottom);
    }

    /** Does the same for all blocks of rows, spread over the common pool. */
    private static void inBlocks(int rows, Block block) {
        IntStream.range(0, (rows + ROWS - 1) / ROWS)
                .parallel()
                .forEach(b -> block.work(b * ROWS, Math.min((b + 1) * ROWS, rows)));
    }

    private static DoublePointer at(DoublePointer memory, long row, long columns) {
        return memory.getPointer(row * columns);
    }

    private static void widen(float[][] vectors, int top, int bottom, int start, int count, DoubleBuffer piece) {
        double[] row = new double[count];
        for (int i = top; i < bottom; i++) {
            for (int p = 0; p < count; p++) {
                row[p] = vectors[i][start + p];
            }
            piece.put(i * PIECE, row);
        }
    }

    private static void round(DoubleBuffer wide, int top, int bottom, float[][] sums, int start, int count) {
        double[] row = new double[count];
        for (int i = top; i < bottom; i++) {
            wide.get(i * PIECE, row);
            for (int p = 0; p < count; p++) {
                sums[i][start + p] = (float) row[p];
            }
        }
    }

    private static boolean isDense(double[][] weights) {
        long positive = 0;
        long all = 0;
        for (double[] row : weights) {
            for (double weight : row) {
                positive += weight > 0 ? 1 : 0;
            }
            all += row.length;
        }
        return positive >= DENSE * all;
    }

    private static boolean isFinite(float[][] vectors, int length) {
        return IntStream.range(0, vectors.length).parallel().allMatch(i -> isFinite(vectors[i], length));
    }

    private static boolean isFinite(float[] vector, int length) {
        for (int p = 0; p < length; p++) {
            if (!Float.isFinite(vector[p])) {
                return false;
            }
        }
        return true;
    }
}
