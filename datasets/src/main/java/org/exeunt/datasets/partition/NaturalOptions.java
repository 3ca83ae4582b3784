package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Options of {@link NaturalPlugin}.
 *
 * @param gap how many examples are left out before what is kept apart
 * @param split what clients train, choose and are tested on
 */
public record NaturalOptions(
        @Option(
                        value = "Examples left out at each cut in time, as windows around it overlap",
                        byDefault = "1",
                        min = 0,
                        unit = "examples")
                int gap,
        @Option(value = "What clients train, choose and are tested on", inPlace = true) SplitOptions split) {}
