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
 * Averages backbone and heads of all clients into one model, {@code w = sum_i p_i w_i}.
 *
 * <p>Shared: backbone and all heads; running statistics stay with the client. Sent: backbone and heads down, backbone and the heads that
 * learned up; of a client whose final exit does not learn, nothing past its deepest exit that does. A block that learned on some clients only is
 * averaged over these; one that learned nowhere keeps its value.
 *
 * <p>Source: McMahan et al., Communication-Efficient Learning of Deep Networks from Decentralized Data, AISTATS 2017, arXiv 1602.05629, with
 * the early-exit loss in place of the loss of a network with one exit.
 */
public final class FedAvg implements Strategy<FedAvg.Server> {
    /**
     * Settings of the loss and of the merge.
     *
     * @param loss of every client
     * @param aggregationWeights p_i
     */
    public record Options(
            @Option(value = "The loss of a client", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "How much each client counts in the merge", defaultValue = "data-size")
                    AggregationWeights aggregationWeights) {}

    /**
     * What the server remembers.
     *
     * @param shared backbone and all heads
     */
    public record Server(ParameterSet shared) {}

    /** Registers {@code fedavg}. */
    @Citation(
            "McMahan et al.: Communication-Efficient Learning of Deep Networks from Decentralized Data, AISTATS 2017, arXiv 1602.05629")
    public static final class Plugin extends StrategyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super("fedavg", "Averages backbone and heads of all clients into one model", Options.class, FedAvg::new);
        }
    }

    private final EarlyExitLoss loss;
    private final AggregationWeights aggregationWeights;

    /** Makes the strategy. */
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
     * Trains one client on another objective than the early-exit loss alone: what methods share that differ from this one there only.
     *
     * @param addition what it makes of the early-exit loss; without further trainable blocks
     */
    public ClientUpdate train(ClientContext client, Network network, UnaryOperator<Objective> addition) {
        client.loadParameters(network);
        Objective objective = addition.apply(loss.objective(client));
        TrainingReport report = client.train(network, objective);
        Payload upload = Payload.of(network.read(objective.trainable()));
        Payload kept = Payload.of(network.read(client.layout().buffers()));
        return new ClientUpdate(upload, kept, report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        return AggregationResult.of(new Server(results.aggregate(server.shared(), aggregationWeights)));
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(
                StrategyCapability.INACTIVE_EXITS,
                StrategyCapability.INACTIVE_FINAL_EXIT,
                StrategyCapability.AGGREGATORS);
    }
}
