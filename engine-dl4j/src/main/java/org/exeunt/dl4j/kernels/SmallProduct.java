package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.nativeaccess.BlasProduct;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.MemoryLocation;

/**
 * Product of two dense row-major matrices that are usually small, each optionally transposed. Below some 10,000
 * multiply-adds, a {@link MatrixProduct} takes ten times as long, most of it for the call. Larger matrices and those in
 * device memory are left to it. For one thread.
 */
public final class SmallProduct {
    private final BlasProduct small;
    private final MatrixProduct large;

    /**
     * Creates a product.
     *
     * @param factor factor of the product
     * @param kept factor of the earlier content of the result; if 0, the earlier content is not read
     */
    public SmallProduct(boolean transposeLeft, boolean transposeRight, double factor, double kept) {
        this.small = new BlasProduct(transposeLeft, transposeRight, (float) factor, (float) kept);
        this.large = new MatrixProduct(transposeLeft, transposeRight, factor, kept);
    }

    /** Writes {@code factor * left * right + kept * result} to {@code result}. */
    public void run(Matrix left, Matrix right, Matrix result) {
        long products = (long) left.size() * (small.transposeRight() ? right.rows() : right.columns());
        if (products <= BlasProduct.LARGEST && MemoryLocation.isHost()) {
            small.run(left, right, result);
        } else {
            large.run(left, right, result);
        }
    }
}
