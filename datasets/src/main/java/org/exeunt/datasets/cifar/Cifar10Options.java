package org.exeunt.datasets.cifar;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.image.Scaling;

/**
 * Options of {@link Cifar10Plugin}.
 *
 * @param dir folder of the data set
 * @param scaling scaling of pixels to network inputs
 */
public record Cifar10Options(
        @Option("Folder that contains data_batch_1.bin to data_batch_5.bin and test_batch.bin") Path dir,
        @Option(
                        value = "Scaling of pixels: to [-1, 1], or by mean and standard deviation of the data set",
                        defaultValue = "unit")
                Scaling scaling) {}
