package org.exeunt.dl4j.kernels.host;

import java.util.Arrays;
import org.exeunt.dl4j.kernels.NormArithmetic;
import org.exeunt.dl4j.kernels.NormForward;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.NativeFloats;

/** Processes tiles of whole rows of channels that stay in the first-level cache. */
final class HostNormForward implements NormForward {
    private final int channels;
    private final float[] values;
    private final float[] others;
    private final float[] scale;
    private final float[] scaleOfOthers;
    private final float[] offset;
    private final float[] sums;
    private final float[] squares;

    HostNormForward(int channels) {
        this.channels = channels;
        int tile = VectorLoops.tileLength(channels);
        this.values = new float[tile];
        this.others = new float[tile];
        this.scale = new float[tile];
        this.scaleOfOthers = new float[tile];
        this.offset = new float[tile];
        this.sums = new float[tile];
        this.squares = new float[tile];
    }

    @Override
    public void measure(NormArithmetic norm, NativeFloats z) {
        int length = z.length() / norm.segments();
        float[] shift = new float[channels];
        for (int segment = 0; segment < norm.segments(); segment++) {
            int first = segment * length;
            estimateMeans(z, first, Math.min(values.length, length), shift);
            VectorLoops.repeat(shift, 0, channels, offset);
            Arrays.fill(sums, 0f);
            Arrays.fill(squares, 0f);
            for (int from = first; from < first + length; from += values.length) {
                int count = Math.min(values.length, first + length - from);
                z.get(from, values, 0, count);
                VectorLoops.addMoments(values, offset, sums, squares, count);
            }
            norm.computeStatistics(
                    segment,
                    shift,
                    VectorLoops.fold(sums, channels),
                    VectorLoops.fold(squares, channels),
                    length / channels);
        }
    }

    /**
     * Computes the means of the first tile. They are close enough to avoid cancellation if the variance is small
     * compared with the mean.
     */
    private void estimateMeans(NativeFloats z, int first, int count, float[] means) {
        Arrays.fill(values, 0f);
        z.get(first, values, 0, count);
        double[] totals = VectorLoops.fold(values, channels);
        for (int c = 0; c < channels; c++) {
            means[c] = (float) (totals[c] * channels / count);
        }
    }

    @Override
    public void addAndClip(
            NormArithmetic norm, NativeFloats z, NormArithmetic normOfX, NativeFloats x, NativeFloats y) {
        int length = z.length() / norm.segments();
        for (int segment = 0; segment < norm.segments(); segment++) {
            VectorLoops.repeat(norm.scale(), segment * channels, channels, scale);
            VectorLoops.repeat(norm.offset(), segment * channels, channels, offset);
            if (normOfX != null) {
                VectorLoops.repeat(normOfX.scale(), segment * channels, channels, scaleOfOthers);
                VectorLoops.repeat(normOfX.offset(), segment * channels, channels, others);
                VectorLoops.add(offset, others, offset.length);
            }
            int end = (segment + 1) * length;
            for (int from = segment * length; from < end; from += values.length) {
                int count = Math.min(values.length, end - from);
                z.get(from, values, 0, count);
                if (x != null) {
                    x.get(from, others, 0, count);
                }
                if (x == null) {
                    VectorLoops.scaleAndClip(values, scale, offset, count);
                } else if (normOfX == null) {
                    VectorLoops.scaleAddAndClip(values, scale, offset, others, count);
                } else {
                    VectorLoops.scaleBothAndClip(values, scale, offset, others, scaleOfOthers, count);
                }
                y.put(from, values, 0, count);
            }
        }
    }
}
