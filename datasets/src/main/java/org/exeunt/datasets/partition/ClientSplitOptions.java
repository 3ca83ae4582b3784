package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Common options of partitioners for any number of clients.
 *
 * @param clients number of clients
 * @param split split into training, validation and test examples
 */
public record ClientSplitOptions(
        @Option(value = "Number of clients", min = 1, unit = "clients") int clients,
        @Option(value = "Split into training, validation and test examples", inPlace = true) SplitOptions split) {}
