package org.exeunt.datasets.image;

/** What a network sees for a byte of an image, as an option of data sets. */
public enum Scaling {
    /** {@code (x / 255 - 0.5) / 0.5}, in [-1, 1]. */
    UNIT,
    /** {@code (x / 255 - mean) / deviation} with the statistics of the data set by channel. */
    NORM_STATS;

    /**
     * Returns the scaling for a data set.
     *
     * @param means of each channel over its training examples, in intensities from 0 to 1
     * @param deviations of each channel
     */
    public PixelScaling of(double[] means, double[] deviations) {
        return this == UNIT ? PixelScaling.unit(means.length) : PixelScaling.standardised(means, deviations);
    }
}
