package org.exeunt.strategies;

import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;

/**
 * Averages the backbone of all clients: the common part of methods that differ in how a client trains the backbone and
 * its heads. A client receives the backbone up to its deepest active exit.
 */
public abstract class BackboneAveraging implements Strategy<BackboneAveraging.Server> {
    /**
     * Server state.
     *
     * @param backbone theta
     */
    public record Server(ParameterSet backbone) {}

    /** Loss of every client. */
    protected final EarlyExitLoss loss;

    private final AggregationWeights aggregationWeights;

    /**
     * Creates a strategy.
     *
     * @param loss loss of every client
     * @param aggregationWeights p_i
     */
    protected BackboneAveraging(EarlyExitLoss loss, AggregationWeights aggregationWeights) {
        this.loss = loss;
        this.aggregationWeights = aggregationWeights;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        loss.validate(federation);
        return new Server(federation.initial().select(federation.layout().backbone()));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return Payload.of(server.backbone().select(federation.layout().stages(exits.deepest())));
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        return AggregationResult.of(new Server(results.aggregate(server.backbone(), aggregationWeights)));
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(
                StrategyCapability.INACTIVE_EXITS,
                StrategyCapability.ABSENT_BLOCKS,
                StrategyCapability.INACTIVE_FINAL_EXIT,
                StrategyCapability.AGGREGATORS);
    }
}
