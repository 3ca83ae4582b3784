package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Options of {@link QuantityPlugin}.
 *
 * @param sizes how many examples each client gets
 * @param dealing how many clients, and what they are tested on
 */
public record QuantityOptions(
        @Option(value = "How many examples each client gets", inPlace = true) SizeOptions sizes,
        @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing) {}
