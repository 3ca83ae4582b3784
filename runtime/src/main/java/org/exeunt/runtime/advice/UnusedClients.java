package org.exeunt.runtime.advice;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.federation.Federation;

/** Finds clients that were selected several times, but whose updates were all left out. */
public final class UnusedClients {
    /** After so many failures of a client that never succeeded, chance is an unlikely cause. */
    private static final int OFTEN = 3;

    private UnusedClients() {}

    /** Returns a warning after the last round; empty if it does not apply. */
    public static Optional<String> check(List<RoundRecord> rounds) {
        Map<ClientId, Integer> selected = new TreeMap<>();
        Set<ClientId> used = new HashSet<>();
        for (RoundRecord round : rounds) {
            round.exits().keySet().forEach(client -> selected.merge(client, 1, Integer::sum));
            used.addAll(round.trainedExits().keySet());
        }
        selected.keySet().removeAll(used);
        selected.values().removeIf(times -> times < OFTEN);
        return selected.isEmpty()
                ? Optional.empty()
                : Optional.of(("Clients took part in %d or more rounds, but none of their updates was used: %s. The"
                                + " field 'failures' of rounds.jsonl has the causes.")
                        .formatted(OFTEN, Federation.named(List.copyOf(selected.keySet()))));
    }
}
