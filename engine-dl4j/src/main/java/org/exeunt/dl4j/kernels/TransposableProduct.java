package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.nativeaccess.Matrix;

/** Product of two dense row-major matrices; each call selects whether the right one is transposed. For one thread. */
public final class TransposableProduct {
    private final SmallProduct plain = new SmallProduct(false, false, 1, 0);
    private final SmallProduct transposed = new SmallProduct(false, true, 1, 0);

    /** Writes {@code left * right}, or {@code left * right^T}, to {@code result}. */
    public void run(Matrix left, Matrix right, boolean transposeRight, Matrix result) {
        (transposeRight ? transposed : plain).run(left, right, result);
    }
}
