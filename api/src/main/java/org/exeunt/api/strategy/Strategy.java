package org.exeunt.api.strategy;

import java.util.Optional;
import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Payload;

/**
 * A federated method: what a client is sent, how it trains, how the server merges, and which network a client would use.
 *
 * <p>A strategy owns neither loop, threads, files nor clock. It keeps no mutable field: what the server remembers is its state {@code S}, what a
 * client remembers is its {@link ClientContext#state()}. {@link #download}, {@link #aggregate} and {@link #initialize} run on the server thread;
 * {@link #train} and {@link #personalise} run for many clients at once, perhaps in another process, and depend on nothing but their
 * arguments. No call changes an argument. Two runs with one seed give equal bits, on any number of threads.
 *
 * @param <S> the server's state: a record whose components are parameter sets, payloads, {@link Similarities}, numbers, strings, lists and
 *     maps of these by {@link ClientId}, or further such records
 */
public interface Strategy<S extends Record> {
    /**
     * Returns the server's state before the first round.
     *
     * @throws IllegalArgumentException if the strategy cannot work on this federation or network, naming what and why
     */
    S initialize(FederationSpec federation);

    /**
     * Returns what the server would send to a client now; called for each client of a cohort before it trains, and for each client that is
     * evaluated, be it one that has never trained or a new one that {@link FederationSpec#clients()} does not list. Its {@link Payload#bytes()} are
     * the downlink.
     *
     * @param exits that the client is going to train, so that it need not be sent deeper stages; in evaluation all
     */
    Payload download(S state, FederationSpec federation, ClientId client, ExitSet exits);

    /**
     * Trains one client. The network arrives with undefined parameters and zero velocity; {@link ClientContext#loadParameters} loads the usual ones.
     *
     * @return what the client sends and what it keeps; nothing else leaves the call
     */
    ClientUpdate train(ClientContext client, Network network);

    /**
     * Returns the server's next state.
     *
     * @param results of the whole cohort in client order, failures included, at least one success
     */
    AggregationResult<S> aggregate(S state, RoundContext round, ClientResults results);

    /**
     * Loads the network this client would use now. By default {@link ClientContext#parameters}: the client's initial parameters, over them what it
     * keeps, over them what the server publishes. May train; what it trains is not kept.
     */
    default void personalise(ClientContext client, Network network) {
        client.loadParameters(network);
    }

    /**
     * Returns how alike clients are, for coordination policies that need to know; empty, in every state, if this strategy does not say. Then
     * clients are compared by how training changed the final head, if that is among the main parameters both published and uploaded.
     */
    default Optional<Similarities> similarities(S state) {
        return Optional.empty();
    }

    /** Returns the id of the coordination policy used when a configuration names none. */
    default String defaultCoordination() {
        return "all-exits";
    }

    /** Returns what the strategy supports; runs whose coordination policy or aggregator needs more are refused. */
    default Set<StrategyCapability> capabilities() {
        return Set.of(StrategyCapability.INACTIVE_EXITS);
    }
}
