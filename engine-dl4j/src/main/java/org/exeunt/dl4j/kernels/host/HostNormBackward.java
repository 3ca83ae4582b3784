package org.exeunt.dl4j.kernels.host;

import java.util.Arrays;
import org.exeunt.dl4j.kernels.NormArithmetic;
import org.exeunt.dl4j.kernels.NormBackward;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.NativeFloats;

/** Processes tiles of whole rows of channels that stay in the first-level cache. */
final class HostNormBackward implements NormBackward {
    private final int channels;
    private final float[] gradients;
    private final float[] values;
    private final float[] scale;
    private final float[] offset;
    private final float[] centre;
    private final float[] centreOfOthers;
    private final float[] p;
    private final float[] q;
    private final float[] r;
    private final float[] sums;
    private final float[] products;
    private final float[] productsOfOthers;

    HostNormBackward(int channels) {
        this.channels = channels;
        int tile = VectorLoops.tileLength(channels);
        this.gradients = new float[tile];
        this.values = new float[tile];
        this.scale = new float[tile];
        this.offset = new float[tile];
        this.centre = new float[tile];
        this.centreOfOthers = new float[tile];
        this.p = new float[tile];
        this.q = new float[tile];
        this.r = new float[tile];
        this.sums = new float[tile];
        this.products = new float[tile];
        this.productsOfOthers = new float[tile];
    }

    @Override
    public void gather(NormArithmetic norm, NativeFloats dy, NativeFloats z) {
        norm.startGradients();
        int length = z.length() / norm.segments();
        for (int segment = 0; segment < norm.segments(); segment++) {
            prepareToClip(norm, segment);
            VectorLoops.repeat(norm.centre(), segment * channels, channels, centre);
            clearSums();
            int end = (segment + 1) * length;
            for (int from = segment * length; from < end; from += values.length) {
                int count = Math.min(values.length, end - from);
                dy.get(from, gradients, 0, count);
                z.get(from, values, 0, count);
                VectorLoops.dropWhereClipped(gradients, values, scale, offset, count);
                VectorLoops.addSlopes(gradients, values, centre, sums, products, count);
            }
            setGradients(norm, segment, products, length);
        }
    }

    @Override
    public void apply(NormArithmetic norm, NativeFloats dy, NativeFloats z, NativeFloats dz, boolean relu) {
        int length = z.length() / norm.segments();
        for (int segment = 0; segment < norm.segments(); segment++) {
            if (relu) {
                prepareToClip(norm, segment);
            }
            VectorLoops.repeat(norm.p(), segment * channels, channels, p);
            VectorLoops.repeat(norm.q(), segment * channels, channels, q);
            VectorLoops.repeat(norm.r(), segment * channels, channels, r);
            int end = (segment + 1) * length;
            for (int from = segment * length; from < end; from += values.length) {
                int count = Math.min(values.length, end - from);
                dy.get(from, gradients, 0, count);
                z.get(from, values, 0, count);
                if (relu) {
                    VectorLoops.dropWhereClipped(gradients, values, scale, offset, count);
                }
                VectorLoops.combine(gradients, p, values, q, r, count);
                dz.put(from, gradients, 0, count);
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
        int length = z.length() / norm.segments();
        for (int segment = 0; segment < norm.segments(); segment++) {
            VectorLoops.repeat(norm.centre(), segment * channels, channels, centre);
            if (normOfX != null) {
                VectorLoops.repeat(normOfX.centre(), segment * channels, channels, centreOfOthers);
            }
            clearSums();
            int end = (segment + 1) * length;
            for (int from = segment * length; from < end; from += values.length) {
                int count = Math.min(values.length, end - from);
                dy.get(from, gradients, 0, count);
                y.get(from, values, 0, count);
                VectorLoops.dropWhereZero(gradients, values, count);
                dSum.put(from, gradients, 0, count);
                z.get(from, values, 0, count);
                VectorLoops.addSlopes(gradients, values, centre, sums, products, count);
                if (normOfX != null) {
                    x.get(from, values, 0, count);
                    VectorLoops.addProducts(gradients, values, centreOfOthers, productsOfOthers, count);
                }
            }
            setGradients(norm, segment, products, length);
            if (normOfX != null) {
                setGradients(normOfX, segment, productsOfOthers, length);
            }
        }
    }

    @Override
    public void add(NativeFloats a, NativeFloats b) {
        for (int from = 0; from < a.length(); from += values.length) {
            int count = Math.min(values.length, a.length() - from);
            a.get(from, gradients, 0, count);
            b.get(from, values, 0, count);
            VectorLoops.add(gradients, values, count);
            a.put(from, gradients, 0, count);
        }
    }

    private void prepareToClip(NormArithmetic norm, int segment) {
        VectorLoops.repeat(norm.scale(), segment * channels, channels, scale);
        VectorLoops.repeat(norm.offset(), segment * channels, channels, offset);
    }

    private void clearSums() {
        Arrays.fill(sums, 0f);
        Arrays.fill(products, 0f);
        Arrays.fill(productsOfOthers, 0f);
    }

    private void setGradients(NormArithmetic norm, int segment, float[] ofNorm, int length) {
        norm.addGradients(
                segment, VectorLoops.fold(sums, channels), VectorLoops.fold(ofNorm, channels), length / channels);
    }
}
