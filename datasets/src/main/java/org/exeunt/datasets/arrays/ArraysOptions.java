package org.exeunt.datasets.arrays;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;

/**
 * Options of {@link ArraysPlugin}.
 *
 * @param dir folder of the data set
 * @param channelsLast whether the last axis of an example has the channels
 * @param standardise whether values are standardised
 */
public record ArraysOptions(
        @Option("Folder with x.npy and y.npy, optionally owner.npy, x_test.npy, y_test.npy and owner_test.npy")
                Path dir,
        @Option(
                        value = "Whether the channels of images or series are the last axis of x, not the second",
                        defaultValue = "false")
                boolean channelsLast,
        @Option(
                        value = "Whether values are standardised by mean and standard deviation of the training "
                                + "examples, per channel or feature; false for token indices",
                        defaultValue = "true")
                boolean standardise) {}
