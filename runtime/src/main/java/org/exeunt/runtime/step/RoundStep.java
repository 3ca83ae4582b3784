package org.exeunt.runtime.step;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;

/**
 * A strategy with one step around it. A step overrides what it changes; the defaults change nothing. It has no mutable
 * fields: what it remembers is part of the state of the server.
 *
 * @param <S> the state of the strategy
 * @param <M> what the step remembers from round to round
 */
public abstract class RoundStep<S extends Record, M extends Record> implements Strategy<RoundStep.Server<S, M>> {
    /**
     * The state of the server.
     *
     * @param own state of the strategy
     * @param memory of the step
     * @param <S> the state of the strategy
     * @param <M> what the step remembers
     */
    public record Server<S extends Record, M extends Record>(S own, M memory) {}

    /** The memory of a step that remembers nothing. */
    public record Nothing() {}

    private final Strategy<S> strategy;
    private final Function<FederationSpec, M> initial;

    /**
     * Creates the step around a strategy.
     *
     * @param initial returns what the step remembers before the first round
     */
    RoundStep(Strategy<S> strategy, Function<FederationSpec, M> initial) {
        this.strategy = strategy;
        this.initial = initial;
    }

    final Strategy<S> strategy() {
        return strategy;
    }

    /**
     * Returns the state of a strategy.
     *
     * @param stepped the strategy itself, or with steps around it
     * @param state of {@code stepped}
     */
    public static Record own(Strategy<?> strategy, Strategy<?> stepped, Record state) {
        return stepped != strategy && stepped instanceof RoundStep<?, ?> step && state instanceof Server<?, ?> server
                ? own(strategy, step.strategy(), server.own())
                : state;
    }

    /** Returns what the server sends in place of a payload. */
    Payload send(Payload payload, M memory, FederationSpec federation, ClientId client, ExitSet exits) {
        return payload;
    }

    /** Returns what a client works with in place of what it received. */
    ClientContext receive(ClientContext client) {
        return client;
    }

    /** Returns the network that a client works with. */
    Network limit(Network network, ClientContext client) {
        return network;
    }

    /** Returns what a client returns in place of the update of the strategy. */
    ClientUpdate reply(ClientUpdate update, ClientContext client) {
        return update;
    }

    /** Returns what the step remembers after the updates of a round. */
    M remember(M memory, RoundContext round, ClientResults results) {
        return memory;
    }

    @Override
    public final Server<S, M> initialize(FederationSpec federation) {
        return new Server<>(strategy.initialize(federation), initial.apply(federation));
    }

    @Override
    public final Payload download(Server<S, M> server, FederationSpec federation, ClientId client, ExitSet exits) {
        Payload payload = strategy.download(server.own(), federation, client, exits);
        return send(payload, server.memory(), federation, client, exits);
    }

    @Override
    public final ClientUpdate train(ClientContext client, Network network) {
        return reply(strategy.train(receive(client), limit(network, client)), client);
    }

    @Override
    public AggregationResult<Server<S, M>> aggregate(Server<S, M> server, RoundContext round, ClientResults results) {
        M memory = remember(server.memory(), round, results);
        return with(strategy.aggregate(server.own(), round, results), memory);
    }

    /** Returns the result of the strategy with what the step remembers. */
    final AggregationResult<Server<S, M>> with(AggregationResult<S> result, M memory) {
        return new AggregationResult<>(new Server<>(result.state(), memory), result.metrics(), result.relations());
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        strategy.personalise(receive(client), limit(network, client));
    }

    @Override
    public final Optional<PersonalRule> rule(ClientContext client, Network network) {
        return strategy.rule(receive(client), limit(network, client));
    }

    @Override
    public final Optional<Class<? extends PersonalRule>> ruleType() {
        return strategy.ruleType();
    }

    @Override
    public Optional<Similarities> similarities(Server<S, M> server) {
        return strategy.similarities(server.own());
    }

    @Override
    public final boolean requiresAllClients(FederationSpec federation, Round round) {
        return strategy.requiresAllClients(federation, round);
    }

    @Override
    public final Set<StrategyCapability> capabilities() {
        return strategy.capabilities();
    }
}
