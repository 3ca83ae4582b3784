package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeOp;

/**
 * Product of two dense row-major matrices, each optionally transposed. Uses ND4J's {@code matmul} operation, which
 * calls oneDNN; {@code gemm} and {@code mmul} call OpenBLAS and are half as fast. For one thread.
 */
public final class MatrixProduct {
    private final NativeOp op;

    /** Creates a product without scaling. */
    public MatrixProduct(boolean transposeLeft, boolean transposeRight) {
        this(transposeLeft, transposeRight, 1, 0);
    }

    /**
     * Creates a scaled product that is added to the scaled earlier content of the result.
     *
     * @param factor factor of the product
     * @param kept factor of the earlier content; if 0, the earlier content is not read
     */
    public MatrixProduct(boolean transposeLeft, boolean transposeRight, double factor, double kept) {
        this.op = new NativeOp(
                "matmul", 2, new double[] {factor, kept}, transposeLeft ? 1 : 0, transposeRight ? 1 : 0, 0);
    }

    /** Writes {@code factor * left * right + kept * result} to {@code result}. */
    public void run(Matrix left, Matrix right, Matrix result) {
        op.run(result, left, right);
    }
}
