package org.exeunt.datasets.image;

/** Choice of the scaling of pixel bytes to network inputs. */
public enum Scaling {
    /** {@code (x / 255 - 0.5) / 0.5}, in [-1, 1]. */
    UNIT,
    /** {@code (x / 255 - mean) / deviation} with the statistics of the data set, per channel. */
    NORM_STATS;

    /**
     * Returns the scaling for a data set.
     *
     * @param means mean of each channel over the training examples, in [0, 1]
     * @param deviations standard deviation of each channel
     */
    public PixelScaling of(double[] means, double[] deviations) {
        return this == UNIT ? PixelScaling.unit(means.length) : PixelScaling.standardised(means, deviations);
    }
}
