package org.exeunt.runtime.step;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.config.ServerOptimizerConfig;

/**
 * The strategy of a run with the steps that surround it.
 *
 * @param strategy the federated method
 * @param steps from the inside to the outside: what the strategy sends and returns passes the first step first, what a
 *     client receives passes the last step first
 * @param optimizer acts inside the aggregation of the strategy, wherever it uses {@link ClientResults#aggregate}
 * @param aggregator of the run, whose results the optimiser steps towards
 * @param <S> the state of the strategy
 */
public record SteppedStrategy<S extends Record>(
        Strategy<S> strategy, List<RoundStep> steps, Optional<ServerOptimizerConfig> optimizer, Aggregator aggregator)
        implements Strategy<SteppedStrategy.Server<S>> {
    /**
     * The state of the server.
     *
     * @param own state of the strategy
     * @param steps state of the steps
     * @param <S> the state of the strategy
     */
    public record Server<S extends Record>(S own, StepState steps) {}

    public SteppedStrategy {
        steps = List.copyOf(steps);
    }

    /** Returns this strategy with one more step, outside of all others. */
    public SteppedStrategy<S> with(RoundStep step) {
        return new SteppedStrategy<>(
                strategy, Stream.concat(steps.stream(), Stream.of(step)).toList(), optimizer, aggregator);
    }

    @Override
    public Server<S> initialize(FederationSpec federation) {
        StepState state = StepState.empty(federation.layout());
        for (RoundStep step : steps) {
            state = step.initial(state, federation);
        }
        return new Server<>(strategy.initialize(federation), state);
    }

    @Override
    public Payload download(Server<S> server, FederationSpec federation, ClientId client, ExitSet exits) {
        Payload payload = strategy.download(server.own(), federation, client, exits);
        for (RoundStep step : steps) {
            payload = step.send(payload, server.steps(), federation, client, exits);
        }
        return payload;
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ClientUpdate update = strategy.train(received(client), limited(network, client));
        for (RoundStep step : steps) {
            update = step.reply(update, client);
        }
        return update;
    }

    private ClientContext received(ClientContext client) {
        ClientContext received = client;
        for (int i = steps.size() - 1; i >= 0; i--) {
            received = steps.get(i).receive(received);
        }
        return received;
    }

    private Network limited(Network network, ClientContext client) {
        Network limited = network;
        for (RoundStep step : steps) {
            limited = step.limit(limited, client);
        }
        return limited;
    }

    @Override
    public AggregationResult<Server<S>> aggregate(Server<S> server, RoundContext round, ClientResults results) {
        StepState state = server.steps();
        for (RoundStep step : steps) {
            state = step.aggregate(state, round, results);
        }
        if (optimizer.isEmpty()) {
            return withState(strategy.aggregate(server.own(), round, results), state);
        }
        // the strategy aggregates once per group of clients and blocks
        ServerOptimizer moving = new ServerOptimizer(optimizer.get(), state.firstMoments(), state.secondMoments());
        AggregationResult<S> result = strategy.aggregate(
                server.own(), round, new ClientResults(round.federation(), results.all(), aggregator, moving::step));
        return withState(result, state.withMoments(moving.first(), moving.second()));
    }

    private AggregationResult<Server<S>> withState(AggregationResult<S> result, StepState state) {
        return new AggregationResult<>(new Server<>(result.state(), state), result.metrics(), result.relations());
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        Network limited = limited(network, client);
        strategy.personalise(received(client), limited);
        for (RoundStep step : steps) {
            step.personalise(client, limited);
        }
    }

    @Override
    public Optional<PersonalRule> rule(ClientContext client, Network network) {
        return strategy.rule(received(client), limited(network, client));
    }

    @Override
    public Optional<Class<? extends PersonalRule>> ruleType() {
        return strategy.ruleType();
    }

    @Override
    public Optional<Similarities> similarities(Server<S> server) {
        return strategy.similarities(server.own())
                .or(() ->
                        Optional.of(server.steps().similarities()).filter(found -> !found.equals(Similarities.none())));
    }

    @Override
    public boolean requiresAllClients(FederationSpec federation, Round round) {
        return strategy.requiresAllClients(federation, round);
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return strategy.capabilities();
    }
}
