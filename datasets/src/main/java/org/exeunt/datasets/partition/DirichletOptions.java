package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Options of {@link DirichletPlugin}.
 *
 * @param alpha concentration: 0.1 gives clients of few classes, 100 nearly equal ones
 * @param dealing how many clients, and what they are tested on
 * @param minExamples draws that leave a client with fewer are repeated
 */
public record DirichletOptions(
        @Option(
                        value = "Concentration: 0.1 gives clients of few classes, 100 nearly equal ones",
                        byDefault = "0.3",
                        min = 1e-6,
                        max = 1e9)
                double alpha,
        @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing,
        @Option(
                        value = "Smallest number of examples of a client; draws that miss it are repeated",
                        byDefault = "4",
                        min = 1,
                        unit = "examples")
                int minExamples) {}
