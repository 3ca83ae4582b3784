package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Options of {@link IidPlugin}.
 *
 * @param clients number of clients
 * @param testShare share of a client's examples kept for its test
 */
public record IidOptions(
        @Option(value = "Number of clients", min = 1, unit = "clients") int clients,
        @Option(value = "Share of a client's examples kept for its test", byDefault = "0.25", min = 0, below = 1)
                double testShare) {}
