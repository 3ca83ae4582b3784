package org.exeunt.config.run;

import org.exeunt.api.plugin.Option;

/** The {@code training.augmentation} section: random changes of training pictures, drawn whenever one is read. */
public record AugmentationConfig(
        @Option(value = "Whether half of the pictures are mirrored, left to right", defaultValue = "true") boolean flip,
        @Option(
                        value = "Zeros added on each side of a picture, of which a random window of its size is read",
                        min = 0,
                        max = 64,
                        defaultValue = "4",
                        unit = "pixels")
                int crop) {}
