package org.exeunt.datasets.cifar;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.image.Scaling;

/**
 * Options of {@link Cifar100Plugin}.
 *
 * @param dir folder of the data set
 * @param scaling scaling of pixels to network inputs
 */
public record Cifar100Options(
        @Option("Folder that contains train.bin and test.bin") Path dir,
        @Option(
                        value = "Scaling of pixels: to [-1, 1], or by mean and standard deviation of the data set",
                        defaultValue = "unit")
                Scaling scaling) {}
