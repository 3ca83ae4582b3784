package org.exeunt.datasets.image;

import java.util.Objects;
import org.exeunt.api.data.Examples;

/**
 * Images stored as bytes in records: label bytes, then one row-major plane of pixels per channel. Pixels are scaled
 * when copied. The last label byte is the class.
 *
 * <p>Safe for use by multiple threads.
 */
public final class ImageRecords implements Examples {
    private final byte[] records;
    private final int labels;
    private final int channels;
    private final int plane;
    private final PixelScaling scaling;

    /**
     * Wraps records with one label byte. The array is not copied and must not be changed.
     *
     * @param records whole records, one after another
     * @param channels planes per image
     * @param plane pixels per plane
     * @param scaling scaling of each channel
     */
    public ImageRecords(byte[] records, int channels, int plane, PixelScaling scaling) {
        this(records, 1, channels, plane, scaling);
    }

    /** Wraps records with several label bytes, from the coarsest label to the class. */
    public ImageRecords(byte[] records, int labels, int channels, int plane, PixelScaling scaling) {
        this.records = records;
        this.labels = labels;
        this.channels = channels;
        this.plane = plane;
        this.scaling = scaling;
    }

    @Override
    public int size() {
        return records.length / recordLength();
    }

    @Override
    public int label(int index) {
        return records[start(index) + labels - 1] & 0xFF;
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        int pixels = start(index) + labels;
        for (int channel = 0; channel < channels; channel++) {
            scaling.scale(channel, records, pixels + channel * plane, plane, target, offset + channel * plane);
        }
    }

    private int start(int index) {
        return Objects.checkIndex(index, size()) * recordLength();
    }

    private int recordLength() {
        return labels + channels * plane;
    }
}
