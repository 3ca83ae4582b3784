package org.exeunt.datasets.cifar;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;

/**
 * Options of {@link Cifar10Plugin}.
 *
 * @param dir folder of the files
 * @param scaling what a network sees for a byte
 */
public record Cifar10Options(
        @Option("Folder holding data_batch_1.bin to data_batch_5.bin and test_batch.bin") Path dir,
        @Option(value = "Scaling of pixels: to [-1, 1], or by the data set's mean and deviation", byDefault = "unit")
                Scaling scaling) {
    /** What a network sees for a byte. */
    public enum Scaling {
        /** {@code (x / 255 - 0.5) / 0.5}, in [-1, 1]. */
        UNIT,
        /** {@code (x / 255 - mean) / deviation} with the statistics of CIFAR-10 by channel. */
        NORM_STATS
    }
}
