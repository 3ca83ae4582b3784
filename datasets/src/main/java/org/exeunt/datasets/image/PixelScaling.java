package org.exeunt.datasets.image;

import java.util.Arrays;

/** What a network sees for a byte of an image: a table of 256 values for each channel. Immutable. */
public final class PixelScaling {
    private static final int LEVELS = 256;

    private final float[][] tables;

    private PixelScaling(float[][] tables) {
        this.tables = tables;
    }

    /** Returns the scaling to [-1, 1], {@code (x / 255 - 0.5) / 0.5}, the same for every channel. */
    public static PixelScaling unit(int channels) {
        double[] half = new double[channels];
        Arrays.fill(half, 0.5);
        return standardised(half, half);
    }

    /**
     * Returns the scaling {@code (x / 255 - mean) / deviation} by channel.
     *
     * @param means of each channel, in intensities from 0 to 1
     * @param deviations of each channel, above 0
     */
    public static PixelScaling standardised(double[] means, double[] deviations) {
        float[][] tables = new float[means.length][LEVELS];
        for (int channel = 0; channel < means.length; channel++) {
            for (int level = 0; level < LEVELS; level++) {
                tables[channel][level] = (float) ((level / 255.0 - means[channel]) / deviations[channel]);
            }
        }
        return new PixelScaling(tables);
    }

    /** Scales {@code count} bytes of one channel. */
    void scale(int channel, byte[] source, int from, int count, float[] target, int offset) {
        float[] table = tables[channel];
        for (int i = 0; i < count; i++) {
            target[offset + i] = table[source[from + i] & 0xFF];
        }
    }
}
