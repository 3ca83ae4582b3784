package org.exeunt.datasets.shapes;

import org.exeunt.api.plugin.Option;

/**
 * Options of {@link ShapesPlugin}.
 *
 * @param train number of training examples
 * @param test number of test examples
 * @param hardFraction probability that an image is hard
 * @param noise standard deviation of the noise in the hardest images, in intensities in [0, 1]
 */
public record ShapesOptions(
        @Option(value = "Number of training examples", defaultValue = "4000", min = 1, max = 500_000, unit = "examples")
                int train,
        @Option(value = "Number of test examples", defaultValue = "1000", min = 0, max = 500_000, unit = "examples")
                int test,
        @Option(value = "Fraction of hard images", defaultValue = "0.3", min = 0, max = 1) double hardFraction,
        @Option(
                        value = "Standard deviation of the noise in the hardest images, in intensities from 0 "
                                + "(black) to 1 (white)",
                        defaultValue = "0.05",
                        min = 0,
                        max = 0.5)
                double noise) {}
