package org.exeunt.datasets.cifar;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.image.Scaling;

/**
 * Options of {@link Cifar100Plugin}.
 *
 * @param dir folder of the files
 * @param scaling what a network sees for a byte
 */
public record Cifar100Options(
        @Option("Folder holding train.bin and test.bin") Path dir,
        @Option(value = "Scaling of pixels: to [-1, 1], or by the data set's mean and deviation", defaultValue = "unit")
                Scaling scaling) {}
