package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Options of {@link IidPlugin}.
 *
 * @param dealing how many clients, and what they are tested on
 */
public record IidOptions(
        @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing) {}
