package org.exeunt.testsupport;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
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
import org.exeunt.api.strategy.StrategyCapability;

/**
 * A strategy that averages some blocks and keeps the others on the clients. Use {@link #modifyingUpdates} to simulate
 * invalid updates.
 */
public class SharedBlocks implements Strategy<SharedBlocks.Server> {
    /** The server state: the mean of the shared blocks. */
    public record Server(ParameterSet shared) {}

    private final Function<ParameterLayout, BlockSet> shared;
    private Function<ClientContext, UnaryOperator<ClientUpdate>> modifications = client -> update -> update;
    private BiFunction<Server, ClientResults, AggregationResult<Server>> aggregation = (state, results) ->
            AggregationResult.of(new Server(results.mean(AggregationWeights.DATA_SIZE)), Map.of("aggregated", (double)
                    results.updates().size()));
    private Set<StrategyCapability> capabilities = Set.of(StrategyCapability.INACTIVE_EXITS);

    public SharedBlocks(Function<ParameterLayout, BlockSet> shared) {
        this.shared = shared;
    }

    /** Returns a strategy that shares backbone and heads. */
    public static SharedBlocks everything() {
        return new SharedBlocks(ParameterLayout::trainable);
    }

    /** Returns a strategy that shares the backbone; heads are personal. */
    public static SharedBlocks backbone() {
        return new SharedBlocks(ParameterLayout::backbone);
    }

    @Override
    public Server initialize(FederationSpec federation) {
        return new Server(federation.initial().select(shared.apply(federation.layout())));
    }

    @Override
    public Payload download(Server state, FederationSpec federation, ClientId client, ExitSet exits) {
        return Payload.of(state.shared());
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        UnaryOperator<ClientUpdate> modification = modifications.apply(client);
        client.loadParameters(network);
        ParameterLayout layout = client.layout();
        double[] weights = new double[client.federation().network().exits()];
        Arrays.fill(weights, 1.0 / weights.length);
        BlockSet trainable = layout.backbone().union(layout.heads(client.exits()));
        TrainingReport report = client.train(network, Objective.earlyExit(trainable, client.exits(), weights));
        BlockSet sent = shared.apply(layout);
        return modification.apply(new ClientUpdate(
                Payload.of(network.read(sent)),
                Payload.of(network.read(layout.all().minus(sent))),
                report));
    }

    @Override
    public AggregationResult<Server> aggregate(Server state, RoundContext round, ClientResults results) {
        return aggregation.apply(state, results);
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return capabilities;
    }

    /** Modifies the updates of clients by {@code spoil}, which may also throw an exception. */
    public SharedBlocks modifyingUpdates(Function<ClientContext, UnaryOperator<ClientUpdate>> spoil) {
        modifications = spoil;
        return this;
    }

    /** Lets clients report something else. */
    public SharedBlocks reporting(BiFunction<ClientId, TrainingReport, TrainingReport> reports) {
        return modifyingUpdates(client -> update ->
                new ClientUpdate(update.upload(), update.state(), reports.apply(client.id(), update.report())));
    }

    /** Aggregates in another way. */
    public SharedBlocks aggregating(BiFunction<Server, ClientResults, AggregationResult<Server>> other) {
        aggregation = other;
        return this;
    }

    /** Supports only these capabilities. */
    public SharedBlocks supporting(StrategyCapability... others) {
        capabilities = Set.of(others);
        return this;
    }
}
