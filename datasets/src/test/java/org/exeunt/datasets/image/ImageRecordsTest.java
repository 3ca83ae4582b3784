package org.exeunt.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ImageRecordsTest {
    private static final byte[] TWO_RECORDS = {3, 0, (byte) 255, 127, (byte) 128, 9, 1, 2, (byte) 254, (byte) 253};

    @Test
    void labelsAndPlanesAreReadFromRecords() {
        ImageRecords images = new ImageRecords(TWO_RECORDS, 2, 2, PixelScaling.unit(2));
        float[] target = new float[6];
        images.copyTo(1, target, 1);

        assertThat(images.size()).isEqualTo(2);
        assertThat(new int[] {images.label(0), images.label(1)}).containsExactly(3, 9);
        assertThat(target).containsExactly(0f, scaled(1), scaled(2), scaled(254), scaled(253), 0f);
    }

    @Test
    void unitScalingMapsBytesToMinusOneToOne() {
        float[] target = new float[4];
        new ImageRecords(TWO_RECORDS, 2, 2, PixelScaling.unit(2)).copyTo(0, target, 0);
        assertThat(target[0]).isEqualTo(-1f);
        assertThat(target[1]).isEqualTo(1f);
    }

    @Test
    void standardisedScalingUsesChannelStatistics() {
        float[] target = new float[4];
        PixelScaling scaling = PixelScaling.standardised(new double[] {0.5, 0.25}, new double[] {0.25, 0.5});
        new ImageRecords(TWO_RECORDS, 2, 2, scaling).copyTo(0, target, 0);
        assertThat(target[1]).isEqualTo(2f);
        assertThat(target[2]).isCloseTo((127 / 255f - 0.25f) / 0.5f, within(1e-6f));
    }

    @Test
    void rejectsAnIndexOutOfRange() {
        ImageRecords images = new ImageRecords(TWO_RECORDS, 2, 2, PixelScaling.unit(2));
        assertThatThrownBy(() -> images.label(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theLastLabelByteIsTheClass() {
        ImageRecords images = new ImageRecords(TWO_RECORDS, 3, 1, 2, PixelScaling.unit(1));
        float[] target = new float[2];
        images.copyTo(0, target, 0);

        assertThat(images.label(0)).isEqualTo(255);
        assertThat(target).containsExactly(scaled(127), scaled(128));
    }

    private static float scaled(int level) {
        return (float) ((level / 255.0 - 0.5) / 0.5);
    }
}
