package org.exeunt.api.strategy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;

/**
 * One round on the server.
 *
 * @param federation constants of the run
 * @param round the round
 * @param exits active exits of each client of the cohort, in client order
 */
public record RoundContext(FederationSpec federation, Round round, SortedMap<ClientId, ExitSet> exits) {
    public RoundContext {
        exits = Collections.unmodifiableSortedMap(new TreeMap<>(exits));
    }
}
