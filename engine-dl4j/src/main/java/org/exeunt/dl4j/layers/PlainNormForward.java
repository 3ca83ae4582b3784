package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** By ND4J's operations alone. */
final class PlainNormForward implements NormForward {
    @Override
    public void measure(Norm norm, NativeFloats z) {
        for (int segment = 0; segment < norm.segments(); segment++) {
            INDArray rows = PlainLoops.rows(z, norm, segment);
            float[] means = rows.mean(0).toFloatVector();
            try (INDArray centred = rows.dup('c')) {
                centred.subiRowVector(PlainLoops.row(means, norm, 0));
                double[] sums = PlainLoops.sums(centred);
                centred.muli(centred);
                norm.measured(segment, means, sums, PlainLoops.sums(centred), (int) rows.size(0));
            }
        }
    }

    @Override
    public void clip(Norm norm, NativeFloats z, NativeFloats y) {
        for (int segment = 0; segment < norm.segments(); segment++) {
            INDArray result = PlainLoops.rows(y, norm, segment);
            apply(norm, segment, z, result);
            PlainLoops.clip(result);
        }
    }

    @Override
    public void addAndClip(Norm norm, NativeFloats z, NativeFloats x, NativeFloats y) {
        for (int segment = 0; segment < norm.segments(); segment++) {
            INDArray result = PlainLoops.rows(y, norm, segment);
            apply(norm, segment, z, result);
            result.addi(PlainLoops.rows(x, norm, segment));
            PlainLoops.clip(result);
        }
    }

    @Override
    public void addAndClip(Norm norm, NativeFloats z, Norm normOfX, NativeFloats x, NativeFloats y) {
        for (int segment = 0; segment < norm.segments(); segment++) {
            INDArray result = PlainLoops.rows(y, norm, segment);
            apply(norm, segment, z, result);
            try (INDArray other = result.ulike()) {
                apply(normOfX, segment, x, other);
                result.addi(other);
            }
            PlainLoops.clip(result);
        }
    }

    private static void apply(Norm norm, int segment, NativeFloats z, INDArray target) {
        PlainLoops.scale(
                PlainLoops.rows(z, norm, segment),
                PlainLoops.row(norm.scale(), norm, segment),
                PlainLoops.row(norm.offset(), norm, segment),
                target);
    }
}
