package org.exeunt.runtime.server;

import java.util.Optional;
import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;

/**
 * Forwards to a strategy and extends the state of its server.
 *
 * @param <S> the state of the decorated strategy
 * @param <D> the extended state, which contains it
 */
abstract class StrategyDecorator<S extends Record, D extends Record & StrategyDecorator.State<S>>
        implements Strategy<D> {
    /** A server state that contains the state of the decorated strategy. */
    interface State<S extends Record> {
        /** Returns the state of the decorated strategy. */
        S own();
    }

    private final Strategy<S> strategy;

    StrategyDecorator(Strategy<S> strategy) {
        this.strategy = strategy;
    }

    Strategy<S> decorated() {
        return strategy;
    }

    @Override
    public Payload download(D state, FederationSpec federation, ClientId client, ExitSet exits) {
        return strategy.download(state.own(), federation, client, exits);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        return strategy.train(client, network);
    }

    /** Returns the result of the decorated strategy with another state. */
    static <D extends Record> AggregationResult<D> withState(AggregationResult<?> result, D state) {
        return new AggregationResult<>(state, result.metrics(), result.relations());
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        strategy.personalise(client, network);
    }

    @Override
    public Optional<Similarities> similarities(D state) {
        return strategy.similarities(state.own());
    }

    @Override
    public String defaultCoordination() {
        return strategy.defaultCoordination();
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return strategy.capabilities();
    }
}
