package org.exeunt.datasets.tinyimagenet;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.image.Scaling;

/**
 * Options of {@link TinyImageNetPlugin}.
 *
 * @param dir folder of the data set
 * @param scaling scaling of pixels to network inputs
 */
public record TinyImageNetOptions(
        @Option("Folder that contains wnids.txt, train and val") Path dir,
        @Option(
                        value = "Scaling of pixels: to [-1, 1], or by mean and standard deviation of the data set",
                        defaultValue = "unit")
                Scaling scaling) {}
