package org.exeunt.api.tracking;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.exeunt.api.Round;
import org.exeunt.api.network.NetworkSpec;

/**
 * The start or resumption of a run: its identity, sizes and configuration.
 *
 * @param name configured name
 * @param hash equal for runs of equal configuration, code and files
 * @param network sizes and costs of the network
 * @param seed of all random streams
 * @param rounds total number of rounds of the run
 * @param clients number of clients of the federation, without new clients
 * @param resumedAfter last round that an earlier process completed and that is not repeated; {@link Round#START} for a
 *     new run. Later rounds may have been reported by the earlier process and are reported again
 * @param configuration value of every configuration key, including defaults, in the order of the configuration. Keys
 *     are dotted, such as {@code strategy.lambda}; elements of lists are numbered from 1. Strings are unquoted; a list
 *     of plain values is a single JSON value
 * @param configurationJson configuration with all defaults as JSON, from which the run can be repeated
 * @param versions of the runtime, the api and the chosen plugins, by kind and id such as {@code Strategy/cafedistill}
 */
public record RunStart(
        String name,
        String hash,
        NetworkSpec network,
        long seed,
        int rounds,
        int clients,
        Round resumedAfter,
        Map<String, String> configuration,
        String configurationJson,
        Map<String, String> versions) {
    public RunStart {
        configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }

    /** Returns the name of the run's directory: the name and the hash, joined by a hyphen. */
    public String title() {
        return name + "-" + hash;
    }
}
