package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Options of the number of examples of each client.
 *
 * @param distribution distribution of the sizes
 * @param alpha concentration of Dirichlet sizes
 * @param sigma standard deviation of the logarithm of lognormal sizes
 * @param minExamples minimum number of examples per client; draws below it are repeated
 */
public record SizeOptions(
        @Option(value = "Distribution of the number of examples per client", defaultValue = "dirichlet")
                Sizes distribution,
        @Option(
                        value = "Concentration of Dirichlet sizes: with 0.1 sizes differ widely, with 100 they are "
                                + "nearly equal",
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
                        value = "Minimum number of examples per client; draws below it are repeated",
                        defaultValue = "10",
                        min = 1,
                        unit = "examples")
                int minExamples) {}
