package org.exeunt.runtime.server;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;

/**
 * Decorates a strategy so that the server also averages the running statistics of its clients.
 *
 * <p>The statistics of the stages that a client is sent are added to the main parameters in both directions; a payload
 * without main parameters carries none. A client sends the statistics that it would otherwise have kept after training;
 * those of a second, personal model ({@code ditto}) stay with that model. The server averages them stage by stage over
 * the clients that sent them, weighted by their numbers of training examples.
 *
 * @param <S> the strategy's state
 */
public final class BatchNormAveragingStrategy<S extends Record>
        extends StrategyDecorator<S, BatchNormAveragingStrategy.Server<S>> {
    /** Name of the statistics in payloads. */
    static final String STATISTICS = "running-statistics";

    /**
     * The state of the server.
     *
     * @param own state of the decorated strategy
     * @param statistics of all stages
     * @param <S> the state of the decorated strategy
     */
    public record Server<S extends Record>(S own, ParameterSet statistics) implements State<S> {}

    /** Decorates a strategy. */
    public BatchNormAveragingStrategy(Strategy<S> strategy) {
        super(strategy);
    }

    @Override
    public Server<S> initialize(FederationSpec federation) {
        return new Server<>(
                decorated().initialize(federation),
                federation.initial().select(federation.layout().buffers()));
    }

    @Override
    public Payload download(Server<S> server, FederationSpec federation, ClientId client, ExitSet exits) {
        Payload own = super.download(server, federation, client, exits);
        return own.parameters().isEmpty()
                ? own
                : own.with(STATISTICS, server.statistics().select(statisticsOf(federation.layout(), exits)));
    }

    private static BlockSet statisticsOf(ParameterLayout layout, ExitSet exits) {
        return layout.select(block -> block.role().isStatistic()
                && (block.role().ofBackbone()
                        ? block.depth() <= exits.deepest()
                        : exits.contains(new Exit(block.depth()))));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ClientUpdate update = super.train(withStatistics(client), network);
        if (!client.received().has(STATISTICS) || update.state().parameters().isEmpty()) {
            return update;
        }
        ParameterSet kept = update.state().parameters().get();
        BlockSet sent = kept.blocks().intersect(statisticsOf(client.layout(), client.exits()));
        return new ClientUpdate(update.upload().with(STATISTICS, kept.select(sent)), update.state(), update.report());
    }

    /** Moves the statistics into the main parameters, from which {@link ClientContext#parameters} reads. */
    private static ClientContext withStatistics(ClientContext client) {
        Payload received = client.received();
        return received.has(STATISTICS)
                ? client.withReceived(received.with(
                        Payload.PARAMETERS, received.parameters().orElseThrow().with(received.parameters(STATISTICS))))
                : client;
    }

    @Override
    public AggregationResult<Server<S>> aggregate(Server<S> server, RoundContext round, ClientResults results) {
        BlockSet none = round.federation().layout().none();
        List<ParameterSet> sent = results.updates().values().stream()
                .map(ClientUpdate::upload)
                .map(upload -> upload.has(STATISTICS) ? upload.parameters(STATISTICS) : ParameterSet.zeros(none))
                .toList();
        ParameterSet statistics = results.aggregate(server.statistics(), sent, AggregationWeights.DATA_SIZE);
        AggregationResult<S> result = decorated().aggregate(server.own(), round, results);
        return withState(result, new Server<>(result.state(), statistics));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        super.personalise(withStatistics(client), network);
    }
}
