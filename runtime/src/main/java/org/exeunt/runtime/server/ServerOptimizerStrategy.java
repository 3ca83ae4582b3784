package org.exeunt.runtime.server;

import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.ServerOptimizerConfig;

/**
 * Decorates a strategy so that the server takes an optimiser step towards the aggregate of the uploads instead of the
 * aggregate itself, wherever the strategy uses {@link ClientResults#aggregate}.
 *
 * <p>Blocks that no client uploaded take no step, and their moments stay.
 *
 * @param <S> the strategy's state
 */
public final class ServerOptimizerStrategy<S extends Record>
        extends StrategyDecorator<S, ServerOptimizerStrategy.Server<S>> {
    /**
     * The state of the server.
     *
     * @param own state of the decorated strategy
     * @param firstMoment of the blocks that were ever aggregated
     * @param secondMoment of the same blocks, or of none if the optimiser has no second moment
     * @param <S> the state of the decorated strategy
     */
    public record Server<S extends Record>(S own, ParameterSet firstMoment, ParameterSet secondMoment)
            implements State<S> {}

    private final ServerOptimizerConfig config;

    /** Decorates a strategy. */
    public ServerOptimizerStrategy(Strategy<S> strategy, ServerOptimizerConfig config) {
        super(strategy);
        this.config = config;
    }

    @Override
    public Server<S> initialize(FederationSpec federation) {
        ParameterSet none = ParameterSet.zeros(federation.layout().none());
        return new Server<>(decorated().initialize(federation), none, none);
    }

    @Override
    public AggregationResult<Server<S>> aggregate(Server<S> server, RoundContext round, ClientResults results) {
        // the strategy aggregates once per group of blocks
        ServerOptimizer optimizer = new ServerOptimizer(config, server.firstMoment(), server.secondMoment());
        AggregationResult<S> result =
                decorated().aggregate(server.own(), round, results.withServerStep(optimizer::step));
        return withState(result, new Server<>(result.state(), optimizer.first(), optimizer.second()));
    }
}
