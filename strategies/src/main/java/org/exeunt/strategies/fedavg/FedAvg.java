package org.exeunt.strategies.fedavg;

import java.util.Set;
import java.util.function.UnaryOperator;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * Averages backbone and heads of all clients into one model.
 *
 * <p>Shared: backbone and all heads.
 *
 * <p>Personal: running statistics.
 *
 * <p>Sent: backbone and heads down; backbone and the heads that were trained up. A client without an active final exit
 * receives and sends nothing past its deepest active exit.
 *
 * <p>Method: {@code w = sum_i p_i w_i}. A block that only some clients trained is averaged over these clients; a block
 * that no client trained keeps its value.
 *
 * <p>Source: McMahan et al., Communication-Efficient Learning of Deep Networks from Decentralized Data, AISTATS 2017,
 * arXiv 1602.05629, the algorithm FederatedAveraging. Deviations: clients minimise the early-exit loss instead of the
 * loss of a network with one exit; running statistics are not averaged.
 */
public final class FedAvg implements Strategy<FedAvg.Server> {
    /**
     * Options of FedAvg.
     *
     * @param loss loss of every client
     * @param aggregationWeights p_i
     */
    public record Options(
            @Option(value = "Early-exit loss that every client minimises", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "Weight of each client in the aggregation", defaultValue = "data-size")
                    AggregationWeights aggregationWeights) {}

    /**
     * Server state.
     *
     * @param shared backbone and all heads
     */
    public record Server(ParameterSet shared) {}

    /** Registers {@code fedavg}. */
    @Citation("McMahan et al.: Communication-Efficient Learning of Deep Networks from Decentralized Data, AISTATS"
            + " 2017, arXiv 1602.05629")
    public static final class Plugin extends StrategyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super("fedavg", "Averages backbone and heads of all clients into one model", Options.class, FedAvg::new);
        }
    }

    private final EarlyExitLoss loss;
    private final AggregationWeights aggregationWeights;

    /** Creates the strategy. */
    public FedAvg(Options options, PluginContext context) {
        this.loss = options.loss();
        this.aggregationWeights = options.aggregationWeights();
    }

    @Override
    public Server initialize(FederationSpec federation) {
        loss.validate(federation);
        return new Server(federation.initial().select(federation.layout().trainable()));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return Payload.of(server.shared().select(federation.layout().prefix(exits.deepest())));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        return train(client, network, UnaryOperator.identity());
    }

    /**
     * Trains one client with additional terms in its objective, for methods that differ from FedAvg only in the
     * objective.
     *
     * @param addition returns the early-exit loss with further terms; the trainable blocks must not change
     */
    public ClientUpdate train(ClientContext client, Network network, UnaryOperator<Objective> addition) {
        client.loadParameters(network);
        Objective objective = addition.apply(loss.objective(client));
        TrainingReport report = client.train(network, objective);
        Payload upload = Payload.of(network.read(objective.trainable()));
        Payload state = Payload.of(network.read(client.layout().buffers()));
        return new ClientUpdate(upload, state, report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        return AggregationResult.of(new Server(results.aggregate(server.shared(), aggregationWeights)));
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
