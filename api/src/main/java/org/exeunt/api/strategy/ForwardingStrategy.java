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
 * A strategy that forwards every call to another strategy. Subclasses override the methods they change.
 *
 * @param <S> type of the server state of both strategies
 */
public abstract class ForwardingStrategy<S extends Record> implements Strategy<S> {
    private final Strategy<S> strategy;

    /** Creates a strategy that forwards to {@code strategy}. */
    protected ForwardingStrategy(Strategy<S> strategy) {
        this.strategy = strategy;
    }

    @Override
    public S initialize(FederationSpec federation) {
        return strategy.initialize(federation);
    }

    @Override
    public Payload download(S state, FederationSpec federation, ClientId client, ExitSet exits) {
        return strategy.download(state, federation, client, exits);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        return strategy.train(client, network);
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
    public Optional<PersonalRule> rule(ClientContext client, Network network) {
        return strategy.rule(client, network);
    }

    @Override
    public Optional<Class<? extends PersonalRule>> ruleType() {
        return strategy.ruleType();
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
    public boolean requiresAllClients(FederationSpec federation, Round round) {
        return strategy.requiresAllClients(federation, round);
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return strategy.capabilities();
    }
}
