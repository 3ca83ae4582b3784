package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Options of {@link ExdirPlugin}.
 *
 * @param classesPerClient how many classes each client may hold
 * @param alpha concentration: how alike are the parts of a class that its holders get
 * @param dealing how many clients, and what they are tested on
 * @param minExamples draws that leave a client with fewer are repeated
 */
public record ExdirOptions(
        @Option(value = "Classes that one client may hold", byDefault = "2", min = 1, unit = "classes")
                int classesPerClient,
        @Option(
                        value =
                                "Concentration: 0.1 gives most of a class to few of its holders, 100 nearly equal parts",
                        byDefault = "0.3",
                        min = 1e-6,
                        max = 1e9)
                double alpha,
        @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing,
        @Option(
                        value = "Smallest number of examples of a client; draws that miss it are repeated",
                        byDefault = "10",
                        min = 1,
                        unit = "examples")
                int minExamples) {}
