package org.exeunt.dl4j.kernels.portable;

import org.exeunt.dl4j.kernels.NormArithmetic;
import org.exeunt.dl4j.kernels.NormBackward;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Uses ND4J operations only. */
final class PortableNormBackward implements NormBackward {
    @Override
    public void gather(NormArithmetic norm, NativeFloats dy, NativeFloats z) {
        norm.startGradients();
        for (int segment = 0; segment < norm.segments(); segment++) {
            try (INDArray slopes = reluGradient(norm, segment, dy, z)) {
                setGradients(norm, segment, slopes, z);
            }
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
            INDArray slopes = PortableLoops.rows(dSum, norm, segment);
            slopes.assign(PortableLoops.rows(dy, norm, segment));
            PortableLoops.dropWhereNotPositive(slopes, PortableLoops.rows(y, norm, segment));
            setGradients(norm, segment, slopes, z);
            if (normOfX != null) {
                setGradients(normOfX, segment, slopes, x);
            }
        }
    }

    @Override
    public void apply(NormArithmetic norm, NativeFloats dy, NativeFloats z, NativeFloats dz, boolean relu) {
        for (int segment = 0; segment < norm.segments(); segment++) {
            if (relu) {
                try (INDArray slopes = reluGradient(norm, segment, dy, z)) {
                    combine(norm, segment, slopes, z, dz);
                }
            } else {
                combine(norm, segment, PortableLoops.rows(dy, norm, segment), z, dz);
            }
        }
    }

    @Override
    public void add(NativeFloats a, NativeFloats b) {
        a.shaped(a.length()).addi(b.shaped(b.length()));
    }

    /** Returns the gradient at the output of the norm in a new array. */
    private static INDArray reluGradient(NormArithmetic norm, int segment, NativeFloats dy, NativeFloats z) {
        INDArray slopes = PortableLoops.rows(dy, norm, segment).dup('c');
        try (INDArray normed = slopes.ulike()) {
            PortableLoops.scale(
                    PortableLoops.rows(z, norm, segment),
                    PortableLoops.row(norm.scale(), norm, segment),
                    PortableLoops.row(norm.offset(), norm, segment),
                    normed);
            PortableLoops.dropWhereNotPositive(slopes, normed);
        }
        return slopes;
    }

    private static void setGradients(NormArithmetic norm, int segment, INDArray slopes, NativeFloats z) {
        try (INDArray products = PortableLoops.rows(z, norm, segment).dup('c')) {
            products.subiRowVector(PortableLoops.row(norm.centre(), norm, segment));
            products.muli(slopes);
            norm.addGradients(segment, PortableLoops.sums(slopes), PortableLoops.sums(products), (int) slopes.size(0));
        }
    }

    /** Computes {@code dz = p slopes + q z + r}. */
    private static void combine(NormArithmetic norm, int segment, INDArray slopes, NativeFloats z, NativeFloats dz) {
        try (INDArray ofValues = slopes.ulike()) {
            PortableLoops.scale(
                    PortableLoops.rows(z, norm, segment),
                    PortableLoops.row(norm.q(), norm, segment),
                    PortableLoops.row(norm.r(), norm, segment),
                    ofValues);
            INDArray target = PortableLoops.rows(dz, norm, segment);
            target.assign(slopes);
            target.muliRowVector(PortableLoops.row(norm.p(), norm, segment));
            target.addi(ofValues);
        }
    }
}
