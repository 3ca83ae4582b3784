package org.exeunt.datasets.image;

import java.util.Objects;
import org.exeunt.api.data.Examples;

/**
 * Images stored as bytes in records: label bytes, then one row-major plane of pixels per channel. Pixels are scaled
 * when copied. The last label byte is the class.
 *
 * <p>Safe for use by multiple threads.
 *
 * @param records whole records, one after another; not copied
 * @param labels label bytes per image, from the coarsest label to the class
 * @param channels planes per image
 * @param plane pixels per plane
 * @param scaling scaling of each channel
 */
public record ImageRecords(byte[] records, int labels, int channels, int plane, PixelScaling scaling)
        implements Examples {
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
        scaling.scale(records, start(index) + labels, plane, target, offset);
    }

    private int start(int index) {
        return Objects.checkIndex(index, size()) * recordLength();
    }

    private int recordLength() {
        return labels + channels * plane;
    }
}
