package org.exeunt.datasets.image;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;

/**
 * Options of a published set of images.
 *
 * @param dir folder of the data set
 * @param scaling scaling of pixels to network inputs
 */
public record ImageSetOptions(
        @Option("Folder that contains the files of the data set") Path dir,
        @Option(
                        value = "Scaling of pixels: to [-1, 1], or by mean and standard deviation of the data set",
                        defaultValue = "unit")
                Scaling scaling) {}
