package org.exeunt.api.strategy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.ParameterSet;

/**
 * One round on the server.
 *
 * @param federation constants of the run
 * @param round the round
 * @param exits active exits of each client of the cohort, in client order
 * @param sentHeads final head that each client was sent, by which clients can be compared; without clients that were
 *     not sent one among their main parameters
 */
public record RoundContext(
        FederationSpec federation,
        Round round,
        SortedMap<ClientId, ExitSet> exits,
        SortedMap<ClientId, ParameterSet> sentHeads) {
    public RoundContext {
        exits = Collections.unmodifiableSortedMap(new TreeMap<>(exits));
        sentHeads = Collections.unmodifiableSortedMap(new TreeMap<>(sentHeads));
    }

    /** Creates a round in which no client was sent a final head. */
    public RoundContext(FederationSpec federation, Round round, SortedMap<ClientId, ExitSet> exits) {
        this(federation, round, exits, Collections.emptySortedMap());
    }
}
