package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** By ND4J's operations alone. */
final class PlainNormBackward implements NormBackward {
    @Override
    public void gather(Norm norm, NativeFloats dy, NativeFloats z) {
        norm.beginGradients();
        for (int segment = 0; segment < norm.segments(); segment++) {
            try (INDArray slopes = throughClip(norm, segment, dy, z)) {
                take(norm, segment, slopes, z);
            }
        }
    }

    @Override
    public void apply(Norm norm, NativeFloats dy, NativeFloats z, NativeFloats dz) {
        for (int segment = 0; segment < norm.segments(); segment++) {
            try (INDArray slopes = throughClip(norm, segment, dy, z)) {
                combine(norm, segment, slopes, z, dz);
            }
        }
    }

    @Override
    public void gatherSum(NativeFloats dy, NativeFloats y, NativeFloats dSum, Norm norm, NativeFloats z) {
        norm.beginGradients();
        for (int segment = 0; segment < norm.segments(); segment++) {
            take(norm, segment, throughSum(norm, segment, dy, y, dSum), z);
        }
    }

    @Override
    public void gatherSum(
            NativeFloats dy,
            NativeFloats y,
            NativeFloats dSum,
            Norm norm,
            NativeFloats z,
            Norm normOfX,
            NativeFloats x) {
        norm.beginGradients();
        normOfX.beginGradients();
        for (int segment = 0; segment < norm.segments(); segment++) {
            INDArray slopes = throughSum(norm, segment, dy, y, dSum);
            take(norm, segment, slopes, z);
            take(normOfX, segment, slopes, x);
        }
    }

    @Override
    public void applySum(Norm norm, NativeFloats dSum, NativeFloats z, NativeFloats dz) {
        for (int segment = 0; segment < norm.segments(); segment++) {
            combine(norm, segment, PlainLoops.rows(dSum, norm, segment), z, dz);
        }
    }

    @Override
    public void add(NativeFloats a, NativeFloats b) {
        a.shaped(a.length()).addi(b.shaped(b.length()));
    }

    /** Returns the gradient at the norm's output, an array of its own. */
    private static INDArray throughClip(Norm norm, int segment, NativeFloats dy, NativeFloats z) {
        INDArray slopes = PlainLoops.rows(dy, norm, segment).dup('c');
        try (INDArray normed = slopes.ulike()) {
            PlainLoops.scale(
                    PlainLoops.rows(z, norm, segment),
                    PlainLoops.row(norm.scale(), norm, segment),
                    PlainLoops.row(norm.offset(), norm, segment),
                    normed);
            PlainLoops.dropWhereNotPositive(slopes, normed);
        }
        return slopes;
    }

    private static INDArray throughSum(Norm norm, int segment, NativeFloats dy, NativeFloats y, NativeFloats dSum) {
        INDArray slopes = PlainLoops.rows(dSum, norm, segment);
        slopes.assign(PlainLoops.rows(dy, norm, segment));
        PlainLoops.dropWhereNotPositive(slopes, PlainLoops.rows(y, norm, segment));
        return slopes;
    }

    private static void take(Norm norm, int segment, INDArray slopes, NativeFloats z) {
        try (INDArray products = PlainLoops.rows(z, norm, segment).dup('c')) {
            products.subiRowVector(PlainLoops.row(norm.centre(), norm, segment));
            products.muli(slopes);
            norm.gradients(segment, PlainLoops.sums(slopes), PlainLoops.sums(products), (int) slopes.size(0));
        }
    }

    /** {@code dz = p slopes + q z + r}. */
    private static void combine(Norm norm, int segment, INDArray slopes, NativeFloats z, NativeFloats dz) {
        try (INDArray ofValues = slopes.ulike()) {
            PlainLoops.scale(
                    PlainLoops.rows(z, norm, segment),
                    PlainLoops.row(norm.q(), norm, segment),
                    PlainLoops.row(norm.r(), norm, segment),
                    ofValues);
            INDArray target = PlainLoops.rows(dz, norm, segment);
            target.assign(slopes);
            target.muliRowVector(PlainLoops.row(norm.p(), norm, segment));
            target.addi(ofValues);
        }
    }
}
