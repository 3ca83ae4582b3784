package org.exeunt.datasets.mnist;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.image.Scaling;

/**
 * Options of {@link MnistPlugin}.
 *
 * @param dir folder of the data set
 * @param scaling scaling of pixels to network inputs
 */
public record MnistOptions(
        @Option("Folder that contains train-images-idx3-ubyte and the three other files, each plain or with .gz")
                Path dir,
        @Option(
                        value = "Scaling of pixels: to [-1, 1], or by mean and standard deviation of the data set",
                        defaultValue = "unit")
                Scaling scaling) {}
