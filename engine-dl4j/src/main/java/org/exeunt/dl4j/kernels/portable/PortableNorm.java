package org.exeunt.dl4j.kernels.portable;

import java.util.Arrays;
import org.exeunt.dl4j.kernels.NormArithmetic;
import org.exeunt.dl4j.kernels.NormBackward;
import org.exeunt.dl4j.kernels.NormForward;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Both computations of norms, by ND4J operations only, segment by segment on rows of channels. */
final class PortableNorm implements NormForward, NormBackward {
    @Override
    public void measure(NormArithmetic norm, NativeFloats z) {
        for (int segment = 0; segment < norm.segments(); segment++) {
            INDArray rows = rows(z, norm, segment);
            float[] means = rows.mean(0).toFloatVector();
            INDArray centred = rows.subRowVector(row(means, norm, 0));
            norm.computeStatistics(segment, means, sums(centred), sums(centred.mul(centred)), (int) rows.size(0));
        }
    }

    @Override
    public void addAndClip(
            NormArithmetic norm, NativeFloats z, NormArithmetic normOfX, NativeFloats x, NativeFloats y) {
        for (int segment = 0; segment < norm.segments(); segment++) {
            INDArray sum = normed(norm, segment, z);
            if (x != null) {
                sum.addi(normOfX == null ? rows(x, norm, segment) : normed(normOfX, segment, x));
            }
            rows(y, norm, segment).assign(Transforms.relu(sum, false));
        }
    }

    @Override
    public void gather(NormArithmetic norm, NativeFloats dy, NativeFloats z) {
        norm.startGradients();
        for (int segment = 0; segment < norm.segments(); segment++) {
            setGradients(norm, segment, slopes(norm, segment, dy, z, true), z);
        }
    }

    @Override
    public void gatherSum(
            NativeFloats dy,
            NativeFloats y,
            NativeFloats dSum,
            NormArithmetic norm,
            NativeFloats z,
            NormArithmetic normOfX,
            NativeFloats x) {
        norm.startGradients();
        if (normOfX != null) {
            normOfX.startGradients();
        }
        for (int segment = 0; segment < norm.segments(); segment++) {
            INDArray slopes = rows(dSum, norm, segment);
            slopes.assign(rows(dy, norm, segment)).muli(PortableKernels.positive(rows(y, norm, segment)));
            setGradients(norm, segment, slopes, z);
            if (normOfX != null) {
                setGradients(normOfX, segment, slopes, x);
            }
        }
    }

    /** Computes {@code dz = p slopes + (q z + r)}. */
    @Override
    public void apply(NormArithmetic norm, NativeFloats dy, NativeFloats z, NativeFloats dz, boolean relu) {
        for (int segment = 0; segment < norm.segments(); segment++) {
            INDArray ofValues = scaled(z, norm, segment, norm.q(), norm.r());
            rows(dz, norm, segment)
                    .assign(slopes(norm, segment, dy, z, relu)
                            .mulRowVector(row(norm.p(), norm, segment))
                            .addi(ofValues));
        }
    }

    @Override
    public void add(NativeFloats a, NativeFloats b) {
        a.shaped(a.length()).addi(b.shaped(b.length()));
    }

    /** Returns the gradient at the output of the norm. */
    private static INDArray slopes(NormArithmetic norm, int segment, NativeFloats dy, NativeFloats z, boolean relu) {
        INDArray slopes = rows(dy, norm, segment);
        return relu ? slopes.mul(PortableKernels.positive(normed(norm, segment, z))) : slopes;
    }

    private static void setGradients(NormArithmetic norm, int segment, INDArray slopes, NativeFloats z) {
        INDArray products = rows(z, norm, segment)
                .subRowVector(row(norm.centre(), norm, segment))
                .muli(slopes);
        norm.addGradients(segment, sums(slopes), sums(products), (int) slopes.size(0));
    }

    private static INDArray normed(NormArithmetic norm, int segment, NativeFloats z) {
        return scaled(z, norm, segment, norm.scale(), norm.offset());
    }

    private static INDArray scaled(NativeFloats z, NormArithmetic norm, int segment, float[] scale, float[] offset) {
        return rows(z, norm, segment).mulRowVector(row(scale, norm, segment)).addiRowVector(row(offset, norm, segment));
    }

    /** Returns a view of the values of a segment as rows of channels. */
    private static INDArray rows(NativeFloats z, NormArithmetic norm, int segment) {
        long positions = z.length() / norm.channels() / norm.segments();
        return z.shaped(positions * norm.segments(), norm.channels())
                .get(NDArrayIndex.interval(segment * positions, (segment + 1) * positions), NDArrayIndex.all());
    }

    /** Returns the coefficients of a segment as a row. */
    private static INDArray row(float[] coefficients, NormArithmetic norm, int segment) {
        int first = segment * norm.channels();
        return Nd4j.createFromArray(new float[][] {Arrays.copyOfRange(coefficients, first, first + norm.channels())});
    }

    private static double[] sums(INDArray rows) {
        return rows.sum(0).toDoubleVector();
    }
}
