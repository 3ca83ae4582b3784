package org.exeunt.api.strategy;

import java.util.Optional;
import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.Payload;

/**
 * A federated learning method: the payload sent to a client, local training, aggregation on the server, and the
 * personal model of a client.
 *
 * <p>A strategy implements no loop and uses no threads, files or clock; the runtime calls it. It has no mutable fields:
 * the server's memory is the state {@code S}, a client's memory is {@link ClientContext#state()}. No method modifies
 * its arguments or returns null.
 *
 * <p>{@link #initialize}, {@link #download} and {@link #aggregate} are called on the server thread. {@link #train} and
 * {@link #personalise} are called for many clients concurrently, possibly in another process, and depend on their
 * arguments alone. Random numbers come from the streams of {@link FederationSpec}, {@link RoundContext} and
 * {@link ClientContext}. Two runs with the same seed produce the same bits, on any number of threads.
 *
 * @param <S> type of the server state: a record whose components are parameter sets, payloads, {@link Similarities},
 *     numbers, strings, lists, maps, or further such records
 */
public interface Strategy<S extends Record> {
    /**
     * Returns the server state before the first round.
     *
     * @throws IllegalArgumentException if the strategy does not support this federation or network; the message states
     *     why
     */
    S initialize(FederationSpec federation) throws IllegalArgumentException;

    /**
     * Returns the payload that the server sends to a client now. Its {@link Payload#bytes() size} is the downlink.
     *
     * <p>Called for each client of a cohort before it trains, and for each client that is evaluated, including clients
     * that never trained and new clients that {@link FederationSpec#clients()} does not contain; also with the initial
     * state before the first round.
     *
     * @param exits exits that the client is going to train, so that deeper stages need not be sent; in evaluation, all
     *     exits
     */
    Payload download(S state, FederationSpec federation, ClientId client, ExitSet exits);

    /**
     * Trains one client. On entry, the parameters of the network are undefined; {@link ClientContext#loadParameters}
     * loads the client's current parameters. The velocity is zero or, if the run is configured to keep it between
     * rounds, that of the client's last training.
     *
     * @return the payload sent to the server and the payload kept by the client; the network is discarded
     * @throws RuntimeException if the client cannot be trained; the round continues without it
     */
    ClientUpdate train(ClientContext client, Network network) throws RuntimeException;

    /**
     * Returns the next server state.
     *
     * @param results results of the whole cohort in client order, failures included, without the states that clients
     *     keep; at least one success
     */
    AggregationResult<S> aggregate(S state, RoundContext round, ClientResults results);

    /**
     * Loads the parameters of a client's personal model into a network, for evaluation. The default loads
     * {@link ClientContext#parameters}: the initial parameters, overwritten by those that the client keeps, overwritten
     * by those that the server sends. May train the network; the result of this training is used for the evaluation
     * only.
     */
    default void personalise(ClientContext client, Network network) {
        client.loadParameters(network);
    }

    /**
     * Returns what the personal model of a client computes after its network, called after {@link #personalise}. The
     * default is empty: the logits are those of the network.
     *
     * @param network with the parameters that {@code personalise} loaded, which are not to be changed
     * @return a rule of the type {@link #ruleType}, or empty for a client without one
     */
    default Optional<PersonalRule> rule(ClientContext client, Network network) {
        return Optional.empty();
    }

    /**
     * Returns the record class of all rules that {@link #rule} returns, as which they are read. The default is empty:
     * no client has a rule.
     */
    default Optional<Class<? extends PersonalRule>> ruleType() {
        return Optional.empty();
    }

    /**
     * Returns similarities between clients for coordination policies that require them. The default is empty.
     *
     * <p>Must be empty for every state or for none: before the first comparison return {@link Similarities#none()}. If
     * empty, clients are compared by the change of the final head in training, provided that the final head is among
     * the main parameters that are both sent and uploaded.
     */
    default Optional<Similarities> similarities(S state) {
        return Optional.empty();
    }

    /**
     * Returns the id of the coordination policy to use if the configuration names none. The default is
     * {@code all-exits}.
     */
    default String defaultCoordination() {
        return "all-exits";
    }

    /**
     * Returns whether all clients take part in a round, whatever {@code training.participation} is, as methods require
     * that collect statistics of all clients once. The default is false.
     */
    default boolean requiresAllClients(FederationSpec federation, Round round) {
        return false;
    }

    /**
     * Returns the capabilities of this strategy. A run that requires more is rejected. The default is
     * {@link StrategyCapability#INACTIVE_EXITS}.
     */
    default Set<StrategyCapability> capabilities() {
        return Set.of(StrategyCapability.INACTIVE_EXITS);
    }
}
