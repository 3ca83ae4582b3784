package org.exeunt.dl4j.nativeaccess;

import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Product of two dense row-major matrices in host memory, each optionally transposed, by OpenBLAS. Without the shape
 * descriptions and the argument checks of an ND4J operation, a call costs a tenth of a microsecond. Thread-safe.
 *
 * @param factor factor of the product
 * @param kept factor of the earlier content of the result; if 0, the earlier content is not read
 */
public record BlasProduct(boolean transposeLeft, boolean transposeRight, float factor, float kept) {
    /** OpenBLAS uses one thread up to this number of multiply-adds, so that results do not depend on the threads. */
    public static final long LARGEST = 1 << 18;

    /**
     * Writes {@code factor * left * right + kept * result} to {@code result}.
     *
     * @throws IllegalArgumentException if the shapes do not match
     */
    public void run(Matrix left, Matrix right, Matrix result) {
        int rows = transposeLeft ? left.columns() : left.rows();
        int inner = transposeLeft ? left.rows() : left.columns();
        int columns = transposeRight ? right.rows() : right.columns();
        int innerOfRight = transposeRight ? right.columns() : right.rows();
        if (innerOfRight != inner || result.rows() != rows || result.columns() != columns) {
            throw new IllegalArgumentException("[%d, %d] times [%d, %d] is not [%d, %d]"
                    .formatted(rows, inner, innerOfRight, columns, result.rows(), result.columns()));
        }
        openblas_nolapack.cblas_sgemm(
                openblas_nolapack.CblasRowMajor,
                transposition(transposeLeft),
                transposition(transposeRight),
                rows,
                columns,
                inner,
                factor,
                left.address(),
                left.columns(),
                right.address(),
                right.columns(),
                kept,
                result.address(),
                columns);
    }

    private static int transposition(boolean transpose) {
        return transpose ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans;
    }
}
