package org.exeunt.datasets.tinyimagenet;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.image.Scaling;

/**
 * Options of {@link TinyImageNetPlugin}.
 *
 * @param dir folder of the files
 * @param scaling what a network sees for a byte
 */
public record TinyImageNetOptions(
        @Option("Folder holding wnids.txt, train and val") Path dir,
        @Option(value = "Scaling of pixels: to [-1, 1], or by the data set's mean and deviation", defaultValue = "unit")
                Scaling scaling) {}
