package org.exeunt.dl4j.kernels.portable;

import org.exeunt.dl4j.kernels.NormArithmetic;
import org.exeunt.dl4j.kernels.NormForward;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Uses ND4J operations only. */
final class PortableNormForward implements NormForward {
    @Override
    public void measure(NormArithmetic norm, NativeFloats z) {
        for (int segment = 0; segment < norm.segments(); segment++) {
            INDArray rows = PortableLoops.rows(z, norm, segment);
            float[] means = rows.mean(0).toFloatVector();
            try (INDArray centred = rows.dup('c')) {
                centred.subiRowVector(PortableLoops.row(means, norm, 0));
                double[] sums = PortableLoops.sums(centred);
                centred.muli(centred);
                norm.computeStatistics(segment, means, sums, PortableLoops.sums(centred), (int) rows.size(0));
            }
        }
    }

    @Override
    public void addAndClip(
            NormArithmetic norm, NativeFloats z, NormArithmetic normOfX, NativeFloats x, NativeFloats y) {
        for (int segment = 0; segment < norm.segments(); segment++) {
            INDArray result = PortableLoops.rows(y, norm, segment);
            apply(norm, segment, z, result);
            if (normOfX != null) {
                try (INDArray other = result.ulike()) {
                    apply(normOfX, segment, x, other);
                    result.addi(other);
                }
            } else if (x != null) {
                result.addi(PortableLoops.rows(x, norm, segment));
            }
            PortableLoops.clip(result);
        }
    }

    private static void apply(NormArithmetic norm, int segment, NativeFloats z, INDArray target) {
        PortableLoops.scale(
                PortableLoops.rows(z, norm, segment),
                PortableLoops.row(norm.scale(), norm, segment),
                PortableLoops.row(norm.offset(), norm, segment),
                target);
    }
}
