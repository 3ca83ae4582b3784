package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Options of {@link NaturalPlugin}.
 *
 * @param holdOut which examples of an owner are kept apart for validation and tests
 * @param gap how many examples are left out before what is kept apart; not used if that is drawn at random
 * @param split what clients train, choose and are tested on
 */
public record NaturalOptions(
        @Option(
                        value =
                                "Which examples of an owner are kept for validation and tests: the last of each run of equal labels, the last of all, or any",
                        byDefault = "label-runs")
                KeptApart holdOut,
        @Option(
                        value =
                                "Examples left out at each cut in time, as windows around it overlap; not used with hold-out = random",
                        byDefault = "1",
                        min = 0,
                        unit = "examples")
                int gap,
        @Option(value = "What clients train, choose and are tested on", inPlace = true) SplitOptions split) {}
