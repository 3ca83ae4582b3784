package org.exeunt.runtime.server;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockRole;
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
 * A strategy whose clients' running statistics are averaged by the server, too. Everything else is the strategy's own.
 *
 * <p>Statistics travel with the main parameters, those of the stages a client is sent, each way: a strategy that publishes none, or sends a
 * client something else instead, leaves the statistics where they are. What a client would have kept of them after its training is what it
 * sends; of a second, personal model ({@code ditto}) they stay with that model. They are averaged by the clients' data, stage by stage over
 * those that sent them.
 *
 * @param <S> the strategy's state
 */
public final class BatchNormAveragingStrategy<S extends Record>
        extends StrategyDecorator<S, BatchNormAveragingStrategy.Server<S>> {
    /** Name under which statistics travel. */
    static final String STATISTICS = "running-statistics";

    /**
     * What the server remembers.
     *
     * @param own the strategy's state
     * @param statistics of all stages
     * @param <S> the type of the strategy's state
     */
    public record Server<S extends Record>(S own, ParameterSet statistics) implements State<S> {}

    /** Adds the averaging of running statistics to a strategy. */
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
                : own.with(STATISTICS, server.statistics().select(upTo(federation.layout(), exits)));
    }

    private static BlockSet upTo(ParameterLayout layout, ExitSet exits) {
        return layout.select(block -> block.role() == BlockRole.BUFFER && block.depth() <= exits.deepest());
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ClientUpdate update = super.train(withStatistics(client), network);
        if (!client.received().has(STATISTICS) || update.state().parameters().isEmpty()) {
            return update;
        }
        ParameterSet kept = update.state().parameters().get();
        BlockSet sent = kept.blocks().intersect(upTo(client.layout(), client.exits()));
        return new ClientUpdate(update.upload().with(STATISTICS, kept.select(sent)), update.state(), update.report());
    }

    /** The strategy finds the statistics among the main parameters, where {@link ClientContext#parameters} looks. */
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
        AggregationResult<S> merged = decorated().aggregate(server.own(), round, results);
        return withState(merged, new Server<>(merged.state(), statistics));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        super.personalise(withStatistics(client), network);
    }
}
