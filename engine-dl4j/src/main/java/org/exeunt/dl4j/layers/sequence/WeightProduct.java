package org.exeunt.dl4j.layers.sequence;

import org.exeunt.dl4j.kernels.PreparedWeights;
import org.exeunt.dl4j.kernels.SwitchedProduct;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;

/**
 * The product of rows with weights {@code [out, in]}. Where weights are kept between calls, it keeps their transpose, by which the product is up to
 * an eighth faster; in training the gradient would lose as much. For one thread.
 */
final class WeightProduct implements PreparedWeights {
    private final SwitchedProduct product = new SwitchedProduct();
    private final ReusedMatrix memory = new ReusedMatrix(1);
    private boolean keeps;
    private Matrix weights;
    private Matrix transposed;

    @Override
    public void keepPreparedWeights(boolean keep) {
        keeps = keep;
        weights = null;
    }

    /** Writes {@code x weights^T} to {@code result}. */
    void run(Matrix x, Matrix given, Matrix result) {
        if (!keeps) {
            product.run(x, given, true, result);
            return;
        }
        if (!given.equals(weights)) {
            float[] values = new float[given.size()];
            VectorLoops.transpose(given.toArray(), given.rows(), given.columns(), values);
            transposed = memory.ofRows(values.length).part(0, given.columns(), given.rows());
            transposed.put(0, values, values.length);
            weights = given;
        }
        product.run(x, transposed, false, result);
    }
}
