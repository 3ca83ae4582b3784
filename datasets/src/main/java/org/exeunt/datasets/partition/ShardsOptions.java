package org.exeunt.datasets.partition;

import org.exeunt.api.plugin.Option;

/**
 * Options of {@link ShardsPlugin}.
 *
 * @param shardsPerClient how many shards each client gets
 * @param dealing how many clients, and what they are tested on
 */
public record ShardsOptions(
        @Option(value = "Shards of one client", byDefault = "2", min = 1, unit = "shards") int shardsPerClient,
        @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing) {}
