package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.nativeaccess.Matrix;

/** Products of two dense row-major matrices, of which the right one is transposed in some calls and not in others. For one thread. */
public final class SwitchedProduct {
    private final MatrixProduct plain = new MatrixProduct(false, false);
    private final MatrixProduct transposed = new MatrixProduct(false, true);

    /** Writes {@code left * right}, or {@code left * right^T}, to {@code result}. */
    public void run(Matrix left, Matrix right, boolean transposeRight, Matrix result) {
        (transposeRight ? transposed : plain).run(left, right, result);
    }
}
