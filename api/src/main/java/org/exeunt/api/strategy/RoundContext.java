package org.exeunt.api.strategy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;

/**
 * One round on the server: what a strategy aggregates with. Immutable; for use by the server thread.
 *
 * @param federation constants of the run
 * @param round the round
 * @param exits active exits of each client of the cohort, in client order
 * @param sentHeads final head that each client was sent, by which clients can be compared; without clients that were
 *     not sent one among their main parameters
 * @param networks returns the server's network
 * @param examples examples that the server has and no client, with all modalities and not augmented; empty unless the
 *     configuration sets {@code partition.server-fraction} or a partition file has such examples
 */
public record RoundContext(
        FederationSpec federation,
        Round round,
        SortedMap<ClientId, ExitSet> exits,
        SortedMap<ClientId, ParameterSet> sentHeads,
        Supplier<Network> networks,
        Examples examples) {
    public RoundContext {
        exits = Collections.unmodifiableSortedMap(new TreeMap<>(exits));
        sentHeads = Collections.unmodifiableSortedMap(new TreeMap<>(sentHeads));
    }

    /** Creates a round in which no client was sent a final head, on a server without network and examples. */
    public RoundContext(FederationSpec federation, Round round, SortedMap<ClientId, ExitSet> exits) {
        this(
                federation,
                round,
                exits,
                Collections.emptySortedMap(),
                () -> {
                    throw new IllegalStateException("this server has no network");
                },
                Examples.of(new int[0], (index, target, offset) -> {}));
    }

    /**
     * Returns a network on the server, for evaluation, distillation and training on {@link #examples}. Its parameters
     * are undefined when {@link Strategy#aggregate} is called, and its velocity is zero. It is opened on first use and
     * closed after the run; the strategy does not close it. The round record has its MACs as the metric
     * {@code server-macs}.
     */
    public Network network() {
        return networks.get();
    }

    /** Returns a new random generator for a purpose, for the server in this round. */
    public RandomGenerator stream(String purpose) {
        return federation.streams().stream(purpose, round.number());
    }
}
