package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * What all partitioners for any number of clients have in common.
 *
 * @param clients number of clients
 * @param split what they train, choose and are tested on
 */
public record DealOptions(
        @Option(value = "Number of clients", min = 1, unit = "clients") int clients,
        @Option(value = "What they train, choose and are tested on", inPlace = true) SplitOptions split) {}
