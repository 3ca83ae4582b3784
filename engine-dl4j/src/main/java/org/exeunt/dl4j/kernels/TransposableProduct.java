package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.nativeaccess.Matrix;

/** Product of two dense row-major matrices; each call selects whether the right one is transposed. For one thread. */
public final class TransposableProduct {
    private final MatrixProduct plain = new MatrixProduct(false, false);
    private final MatrixProduct transposed = new MatrixProduct(false, true);

    /** Writes {@code left * right}, or {@code left * right^T}, to {@code result}. */
    public void run(Matrix left, Matrix right, boolean transposeRight, Matrix result) {
        (transposeRight ? transposed : plain).run(left, right, result);
    }
}
