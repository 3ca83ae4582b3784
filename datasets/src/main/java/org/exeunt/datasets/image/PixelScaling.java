package org.exeunt.datasets.image;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputScaling;

/** Scaling of pixel bytes to network inputs: a table of 256 values per channel. Immutable. */
public final class PixelScaling {
    private static final int LEVELS = 256;
    private static final double WHITE = 255;

    private static final List<String> COLOURS = List.of("red", "green", "blue");

    private final double[] means;
    private final double[] deviations;
    private final float[][] tables;

    private PixelScaling(double[] means, double[] deviations, float[][] tables) {
        this.means = means;
        this.deviations = deviations;
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
     * @param means mean of each channel, in [0, 1]
     * @param deviations standard deviation of each channel, above 0
     */
    public static PixelScaling standardised(double[] means, double[] deviations) {
        float[][] tables = new float[means.length][LEVELS];
        for (int channel = 0; channel < means.length; channel++) {
            for (int level = 0; level < LEVELS; level++) {
                tables[channel][level] = (float) ((level / WHITE - means[channel]) / deviations[channel]);
            }
        }
        return new PixelScaling(means.clone(), deviations.clone(), tables);
    }

    /** Returns this scaling as a description in terms of bytes. */
    public InputScaling ofBytes() {
        return new InputScaling(
                "bytes from 0 to 255",
                IntStream.range(0, means.length)
                        .mapToObj(channel -> new InputScaling.Channel(
                                means.length == COLOURS.size() ? COLOURS.get(channel) : "grey",
                                WHITE * means[channel],
                                WHITE * deviations[channel]))
                        .toList());
    }

    /**
     * Returns images stored as bytes in records, which are scaled when copied: label bytes, of which the last one is
     * the class, then one row-major plane of pixels per channel.
     *
     * @param records whole records, one after another; not copied
     * @param labels label bytes per image, from the coarsest label to the class
     * @param plane pixels per plane
     */
    public Examples examples(byte[] records, int labels, int plane) {
        int length = labels + tables.length * plane;
        int[] classes = IntStream.range(0, records.length / length)
                .map(i -> records[i * length + labels - 1] & 0xFF)
                .toArray();
        return Examples.of(
                classes, (index, target, offset) -> scale(records, index * length + labels, plane, target, offset));
    }

    /**
     * Scales an image.
     *
     * @param pixels bytes {@code [channels, height, width]}
     */
    public void scale(byte[] pixels, float[] target, int offset) {
        scale(pixels, 0, pixels.length / tables.length, target, offset);
    }

    /**
     * Scales an image of {@code plane} bytes per channel.
     *
     * @param from index of its first byte
     */
    public void scale(byte[] source, int from, int plane, float[] target, int offset) {
        for (int channel = 0; channel < tables.length; channel++) {
            float[] table = tables[channel];
            for (int i = channel * plane; i < (channel + 1) * plane; i++) {
                target[offset + i] = table[source[from + i] & 0xFF];
            }
        }
    }
}
