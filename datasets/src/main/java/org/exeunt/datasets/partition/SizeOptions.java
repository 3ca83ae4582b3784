package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * How many examples each client gets.
 *
 * @param distribution what sizes follow
 * @param alpha concentration of a Dirichlet draw
 * @param sigma standard deviation of the logarithm of a lognormal draw
 * @param minExamples draws that leave a client with fewer are repeated
 */
public record SizeOptions(
        @Option(value = "What the numbers of examples of clients follow", defaultValue = "dirichlet")
                Sizes distribution,
        @Option(
                        value = "Concentration of Dirichlet sizes: 0.1 gives very unlike sizes, 100 nearly equal ones",
                        defaultValue = "0.5",
                        min = 1e-6,
                        max = 1e9)
                double alpha,
        @Option(
                        value = "Standard deviation of the logarithm of lognormal sizes",
                        defaultValue = "0.3",
                        min = 0,
                        max = 10)
                double sigma,
        @Option(
                        value = "Smallest number of examples of a client; sizes that miss it are drawn again",
                        defaultValue = "10",
                        min = 1,
                        unit = "examples")
                int minExamples) {}
