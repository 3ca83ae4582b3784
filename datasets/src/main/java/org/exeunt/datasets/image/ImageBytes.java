package org.exeunt.datasets.image;

import org.exeunt.api.data.Examples;

/**
 * Images stored as one array of bytes each, scaled when copied.
 *
 * @param labels class of each image
 * @param images pixels of each image, {@code [channels, height, width]}; not copied
 * @param plane pixels per channel
 * @param scaling scaling of each channel
 */
public record ImageBytes(int[] labels, byte[][] images, int plane, PixelScaling scaling) implements Examples {
    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        byte[] pixels = images[index];
        for (int start = 0; start < pixels.length; start += plane) {
            scaling.scale(start / plane, pixels, start, plane, target, offset + start);
        }
    }

    /** Returns the scaled values of one image. */
    float[] values(int index) {
        float[] values = new float[images[index].length];
        copyTo(index, values, 0);
        return values;
    }
}
