package org.exeunt.datasets.arrays;

import java.nio.ByteBuffer;

/**
 * Conversion of a row to values {@code (x - mean) / deviation}, channels first.
 *
 * @param type type of the elements
 * @param channelsLast whether channels are the last axis of a row
 * @param positions values per channel
 * @param means mean of each channel
 * @param deviations deviation of each channel
 */
record RowForm(ElementType type, boolean channelsLast, int positions, double[] means, double[] deviations) {
    void copy(ByteBuffer row, float[] target, int offset) {
        int channels = means.length;
        int at = offset;
        for (int channel = 0; channel < channels; channel++) {
            for (int position = 0; position < positions; position++) {
                int index = channelsLast ? position * channels + channel : channel * positions + position;
                target[at] = (float) ((type.number(row, index) - means[channel]) / deviations[channel]);
                at++;
            }
        }
    }
}
