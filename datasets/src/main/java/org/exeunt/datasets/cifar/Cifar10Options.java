package org.exeunt.datasets.cifar;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.image.Scaling;

/**
 * Options of {@link Cifar10Plugin}.
 *
 * @param dir folder of the files
 * @param scaling what a network sees for a byte
 */
public record Cifar10Options(
        @Option("Folder holding data_batch_1.bin to data_batch_5.bin and test_batch.bin") Path dir,
        @Option(value = "Scaling of pixels: to [-1, 1], or by the data set's mean and deviation", defaultValue = "unit")
                Scaling scaling) {}
