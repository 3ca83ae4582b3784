package org.exeunt.dl4j.kernels.portable;

import java.util.Arrays;
import org.exeunt.dl4j.kernels.NormArithmetic;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The equivalent of {@link VectorLoops} for whole arrays in any memory. */
final class PortableLoops {
    private PortableLoops() {}

    /** Computes {@code z = relu(z)}. */
    static void clip(INDArray z) {
        Transforms.relu(z, false);
    }

    /** Sets {@code g} to zero where {@code y} is not positive. */
    static void dropWhereNotPositive(INDArray g, INDArray y) {
        try (INDArray open = y.gt(0);
                INDArray mask = open.castTo(DataType.FLOAT)) {
            g.muli(mask);
        }
    }

    /** Returns a view of the values of a segment as rows of channels. */
    static INDArray rows(NativeFloats z, NormArithmetic norm, int segment) {
        int positions = z.length() / norm.channels() / norm.segments();
        INDArray all = z.shaped((long) positions * norm.segments(), norm.channels());
        return norm.segments() == 1
                ? all
                : all.get(
                        NDArrayIndex.interval((long) segment * positions, (segment + 1L) * positions),
                        NDArrayIndex.all());
    }

    /** Returns the coefficients of a segment as a row. */
    static INDArray row(float[] coefficients, NormArithmetic norm, int segment) {
        int first = segment * norm.channels();
        return Nd4j.createFromArray(Arrays.copyOfRange(coefficients, first, first + norm.channels()))
                .reshape('c', 1, norm.channels());
    }

    /** Writes {@code scale z + offset} to {@code target}, which may be {@code z} itself. */
    static void scale(INDArray z, INDArray scale, INDArray offset, INDArray target) {
        target.assign(z);
        target.muliRowVector(scale);
        target.addiRowVector(offset);
    }

    /** Returns the sums over rows. */
    static double[] sums(INDArray rows) {
        return rows.sum(0).toDoubleVector();
    }
}
