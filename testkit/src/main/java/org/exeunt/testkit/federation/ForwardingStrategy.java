package org.exeunt.testkit.federation;

import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;

/**
 * Does what another strategy does; wrappers extend it and override the calls they look at.
 *
 * @param <S> the server's state
 */
public abstract class ForwardingStrategy<S extends Record> implements Strategy<S> {
    private final Strategy<S> strategy;

    /** Forwards to {@code strategy}. */
    protected ForwardingStrategy(Strategy<S> strategy) {
        this.strategy = strategy;
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        return strategy.train(client, network);
    }

    @Override
    public S initialize(FederationSpec run) {
        return strategy.initialize(run);
    }

    @Override
    public Payload download(S state, FederationSpec run, ClientId client, ExitSet exits) {
        return strategy.download(state, run, client, exits);
    }

    @Override
    public AggregationResult<S> aggregate(S state, RoundContext round, ClientResults results) {
        return strategy.aggregate(state, round, results);
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        strategy.personalise(client, network);
    }

    @Override
    public Optional<Similarities> similarities(S state) {
        return strategy.similarities(state);
    }

    @Override
    public String defaultCoordination() {
        return strategy.defaultCoordination();
    }

    @Override
    public boolean acceptsInactiveExits() {
        return strategy.acceptsInactiveExits();
    }

    @Override
    public boolean acceptsInactiveFinalExit() {
        return strategy.acceptsInactiveFinalExit();
    }

    @Override
    public boolean acceptsAggregators() {
        return strategy.acceptsAggregators();
    }
}
