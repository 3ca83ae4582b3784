package org.exeunt.datasets.mnist;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.image.Scaling;

/**
 * Options of {@link MnistPlugin}.
 *
 * @param dir folder of the files
 * @param scaling what a network sees for a byte
 */
public record MnistOptions(
        @Option("Folder holding train-images-idx3-ubyte and its three companions, each plain or with .gz") Path dir,
        @Option(value = "Scaling of pixels: to [-1, 1], or by the data set's mean and deviation", defaultValue = "unit")
                Scaling scaling) {}
