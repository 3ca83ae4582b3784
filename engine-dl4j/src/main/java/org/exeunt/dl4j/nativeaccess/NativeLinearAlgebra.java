package org.exeunt.dl4j.nativeaccess;

import java.nio.DoubleBuffer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.exeunt.api.params.LinearAlgebra;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Linear algebra with matrix products of OpenBLAS in double precision.
 *
 * <p>Vectors are converted to double precision one chunk at a time. The rows of the products of a chunk are split into
 * blocks of fixed size, each computed by one thread; chunks are added sequentially. Results therefore depend on the
 * kernels of OpenBLAS but not on the number of threads. Weights that are mostly 0, and vectors with values that are not
 * finite, are summed in Java: a vector with weight 0 must not contribute, even if its values are not finite.
 */
public final class NativeLinearAlgebra implements LinearAlgebra {
    /** Values of each vector per chunk; equally fast from 256 to 1,024. */
    private static final int CHUNK = 512;
    /** Rows of products that one thread computes at a time; equally fast from 64 to 250. */
    private static final int ROWS = 128;
    /** Minimum fraction of positive weights for OpenBLAS; below it, skipping the others in Java is faster. */
    private static final double DENSE = 0.25;

    private static final int ROW_MAJOR = 101;
    private static final int NOT_TRANSPOSED = 111;
    private static final int TRANSPOSED = 112;

    /** Limits OpenBLAS to one thread per call, in the whole process. */
    public NativeLinearAlgebra() {
        Nd4j.getBackend(); // loading the backend sets the number of threads
        openblas_nolapack.blas_set_num_threads(1);
    }

    @Override
    public void addInnerProducts(float[][] vectors, int length, double[][] products) {
        int size = vectors.length;
        try (DoublePointer chunk = new DoublePointer((long) size * CHUNK);
                DoublePointer sums = new DoublePointer((long) products.length * size)) {
            forRows(products.length, i -> at(sums, i, size).put(products[i], 0, size));
            DoubleBuffer values = chunk.asBuffer();
            for (int start = 0; start < length; start += CHUNK) {
                int from = start;
                int count = Math.min(CHUNK, length - start);
                inBlocks(size, (top, bottom) -> widen(vectors, top, bottom, from, count, values));
                inBlocks(products.length, (top, bottom) -> {
                    DoublePointer right = at(chunk, top, CHUNK);
                    DoublePointer corner = at(sums, top, size + 1);
                    openblas_nolapack.cblas_dgemm(
                            ROW_MAJOR,
                            NOT_TRANSPOSED,
                            TRANSPOSED,
                            bottom - top,
                            size - top,
                            count,
                            1,
                            right,
                            CHUNK,
                            right,
                            CHUNK,
                            1,
                            corner,
                            size);
                });
            }
            forRows(products.length, i -> at(sums, i, size + 1).get(products[i], i, size - i));
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
                DoublePointer chunk = new DoublePointer((long) size * CHUNK);
                DoublePointer wide = new DoublePointer((long) weights.length * CHUNK)) {
            forRows(weights.length, i -> at(left, i, size).put(weights[i], 0, size));
            DoubleBuffer values = chunk.asBuffer();
            DoubleBuffer results = wide.asBuffer();
            for (int start = 0; start < length; start += CHUNK) {
                int from = start;
                int count = Math.min(CHUNK, length - start);
                inBlocks(size, (top, bottom) -> widen(vectors, top, bottom, from, count, values));
                inBlocks(weights.length, (top, bottom) -> {
                    openblas_nolapack.cblas_dgemm(
                            ROW_MAJOR,
                            NOT_TRANSPOSED,
                            NOT_TRANSPOSED,
                            bottom - top,
                            count,
                            size,
                            1,
                            at(left, top, size),
                            size,
                            chunk,
                            CHUNK,
                            0,
                            at(wide, top, CHUNK),
                            CHUNK);
                    round(results, top, bottom, sums, from, count);
                });
            }
        }
    }

    private interface Block {
        void work(int top, int bottom);
    }

    /** Processes all blocks of rows in parallel in the common pool. */
    private static void inBlocks(int rows, Block block) {
        IntStream.range(0, (rows + ROWS - 1) / ROWS)
                .parallel()
                .forEach(b -> block.work(b * ROWS, Math.min((b + 1) * ROWS, rows)));
    }

    private static void forRows(int rows, IntConsumer row) {
        inBlocks(rows, (top, bottom) -> IntStream.range(top, bottom).forEach(row));
    }

    private static DoublePointer at(DoublePointer memory, long row, long columns) {
        return memory.getPointer(row * columns);
    }

    private static void widen(float[][] vectors, int top, int bottom, int start, int count, DoubleBuffer chunk) {
        double[] row = new double[count];
        for (int i = top; i < bottom; i++) {
            for (int p = 0; p < count; p++) {
                row[p] = vectors[i][start + p];
            }
            chunk.put(i * CHUNK, row);
        }
    }

    private static void round(DoubleBuffer wide, int top, int bottom, float[][] sums, int start, int count) {
        double[] row = new double[count];
        for (int i = top; i < bottom; i++) {
            wide.get(i * CHUNK, row);
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
