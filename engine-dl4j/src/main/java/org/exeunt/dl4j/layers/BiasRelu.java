package org.exeunt.dl4j.layers;

import java.util.Arrays;
import org.exeunt.dl4j.nativeaccess.NativeFloats;

/**
 * Adds a bias to rows of channels, clips at zero if asked, and takes the gradients of both.
 *
 * <p>Works on tiles of whole rows that stay in the first-level cache. The loops hold to what the compiler (C2 of JDK 17) vectorises: every
 * array indexed by the bare loop variable, no branch or conditional, no reduction into a scalar, few arrays a loop. For one thread.
 */
final class BiasRelu {
    private static final int TILE = 2048;

    private final int channels;
    private final boolean relu;
    private final float[] values;
    private final float[] biases;
    private final float[] sums;
    private final int[] gradients;
    private final int[] outputs;

    BiasRelu(int channels, boolean relu) {
        this.channels = channels;
        this.relu = relu;
        int tile = channels * Math.max(1, TILE / channels);
        this.values = new float[tile];
        this.biases = new float[tile];
        this.sums = new float[tile];
        this.gradients = new int[tile];
        this.outputs = new int[tile];
    }

    /** Overwrites {@code y} by {@code y + bias}, clipped. */
    void forward(NativeFloats y, NativeFloats bias) {
        bias.get(0, biases, 0, channels);
        for (int i = channels; i < biases.length; i++) {
            biases[i] = biases[i - channels];
        }
        for (int from = 0; from < y.length(); from += values.length) {
            int count = Math.min(values.length, y.length() - from);
            y.get(from, values, 0, count);
            if (relu) {
                addAndClip(values, biases, count);
            } else {
                add(values, biases, count);
            }
            y.put(from, values, 0, count);
        }
    }

    /**
     * Writes the gradient before bias and clipping to {@code dz} and its sum over rows to {@code dBias}.
     *
     * @param dy gradient at the output
     * @param y the output
     * @param dz may be {@code dy} itself
     */
    void backward(NativeFloats dy, NativeFloats y, NativeFloats dz, NativeFloats dBias) {
        Arrays.fill(sums, 0f);
        for (int from = 0; from < dy.length(); from += values.length) {
            int count = Math.min(values.length, dy.length() - from);
            dy.getBits(from, gradients, count);
            if (relu) {
                y.getBits(from, outputs, count);
                keepWherePositive(gradients, outputs, count);
            }
            dz.putBits(from, gradients, count);
            dz.get(from, values, 0, count);
            add(sums, values, count);
        }
        double[] totals = new double[channels];
        for (int i = 0, channel = 0; i < sums.length; i++) {
            totals[channel] += sums[i];
            channel = channel + 1 == channels ? 0 : channel + 1;
        }
        for (int channel = 0; channel < channels; channel++) {
            values[channel] = (float) totals[channel];
        }
        dBias.put(0, values, 0, channels);
    }

    private static void add(float[] a, float[] b, int count) {
        for (int i = 0; i < count; i++) {
            a[i] += b[i];
        }
    }

    private static void addAndClip(float[] a, float[] b, int count) {
        for (int i = 0; i < count; i++) {
            float sum = a[i] + b[i];
            a[i] = 0.5f * (sum + Math.abs(sum));
        }
    }

    /** Clears the bits of {@code g} where {@code y} is zero: the sign bit of {@code -|y|}, taken as an integer, is a mask of y > 0. */
    private static void keepWherePositive(int[] g, int[] y, int count) {
        for (int i = 0; i < count; i++) {
            g[i] &= -(y[i] & 0x7fffffff) >> 31;
        }
    }
}
