package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Options of {@link DirichletPerClientPlugin}.
 *
 * @param alpha concentration of a client's mixture of classes
 * @param prior what mixtures vary around
 * @param sizes how many examples each client gets
 * @param dealing how many clients, and what they are tested on
 */
public record DirichletPerClientOptions(
        @Option(
                        value =
                                "Concentration of a client's classes: 0.1 gives clients of few classes, 100 nearly equal ones",
                        byDefault = "0.3",
                        min = 1e-6,
                        max = 1e9)
                double alpha,
        @Option(value = "What mixtures of classes vary around", byDefault = "uniform") Prior prior,
        @Option(
                        value = "How many examples each client gets; all as many if left out",
                        byDefault = "{\"distribution\": \"equal\", \"min-examples\": 1}")
                SizeOptions sizes,
        @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing) {}
