package org.exeunt.runtime.federation;

import java.util.Optional;
import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;

/**
 * Forwards to the strategy of a run, and reports a result that is null as a violation of its contract (PLUGIN-20).
 *
 * @param <S> the strategy's state
 */
public final class CheckedStrategy<S extends Record> extends ForwardingStrategy<S> {
    private final PluginChoice<?> choice;

    private CheckedStrategy(PluginChoice<?> choice, Strategy<S> strategy) {
        super(strategy);
        this.choice = choice;
    }

    /** Creates the strategy of a configuration. */
    public static Strategy<?> create(PluginChoice<Strategy<?>> choice, PluginContext context) {
        return around(choice, PluginCall.create(choice, "strategy", context));
    }

    /** Returns a strategy that forwards to {@code strategy}, which {@code choice} has created. */
    public static <S extends Record> Strategy<S> around(PluginChoice<?> choice, Strategy<S> strategy) {
        return new CheckedStrategy<>(choice, strategy);
    }

    private <T> T required(T result, String call, Object... values) {
        if (result == null) {
            throw PluginCall.contractViolation(choice, call.formatted(values) + " returned null");
        }
        return result;
    }

    @Override
    public S initialize(FederationSpec federation) {
        return required(super.initialize(federation), "initialize");
    }

    @Override
    public Payload download(S state, FederationSpec federation, ClientId client, ExitSet exits) {
        return required(super.download(state, federation, client, exits), "download for client %s", client);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        return required(super.train(client, network), "train of client %s in round %s", client.id(), client.round());
    }

    @Override
    public AggregationResult<S> aggregate(S state, RoundContext round, ClientResults results) {
        return required(super.aggregate(state, round, results), "aggregate in round %s", round.round());
    }

    @Override
    public Optional<Similarities> similarities(S state) {
        return required(super.similarities(state), "similarities");
    }

    @Override
    public String defaultCoordination() {
        return required(super.defaultCoordination(), "defaultCoordination");
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return required(super.capabilities(), "capabilities");
    }
}
