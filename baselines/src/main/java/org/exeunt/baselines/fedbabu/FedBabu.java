package org.exeunt.baselines.fedbabu;

import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
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
 * Averages a backbone that learns under heads which stay as they were drawn; a personal model is a copy of both, tuned to its client.
 *
 * <p>Shared: the backbone. Fixed: all heads, at one common draw for all clients. Personal: running statistics, and the tuned copy while it is
 * evaluated. Sent: the backbone both ways, up to the deepest exit that learns; the heads come from the run's seed, so that they need not be.
 *
 * <p>Source: Oh, Kim, Yun, FedBABU: Toward Enhanced Representation for Federated Image Classification, ICLR 2022, arXiv 2106.06042. Deviations:
 * the heads of all exits are fixed; a copy is tuned whenever a client is evaluated, not once at the end; clients count by their data unless told
 * otherwise; heads are drawn as the network draws them.
 */
public final class FedBabu implements Strategy<FedBabu.Server> {
    /** What of the evaluated copy is tuned. */
    public enum FineTunePart {
        /** Backbone and heads. */
        FULL,
        /** The heads. */
        HEAD,
        /** The backbone. */
        BODY
    }

    /**
     * Settings of loss, merge and tuning.
     *
     * @param loss of every client
     * @param aggregationWeights p_i
     * @param fineTuneEpochs for which the evaluated copy is tuned
     * @param fineTunePart what of it
     */
    public record Options(
            @Option(value = "The loss of a client", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "How much each client counts in the merge", defaultValue = "data-size")
                    AggregationWeights aggregationWeights,
            @Option(
                            value = "Passes that tune a copy before it is evaluated",
                            min = 0,
                            unit = "epochs",
                            defaultValue = "5")
                    int fineTuneEpochs,
            @Option(value = "What of the copy is tuned", defaultValue = "full") FineTunePart fineTunePart) {}

    /**
     * What the server remembers.
     *
     * @param backbone theta
     */
    public record Server(ParameterSet backbone) {}

    /** Registers {@code fedbabu}. */
    @Citation("Oh, Kim, Yun: FedBABU, ICLR 2022, arXiv 2106.06042")
    public static final class Plugin extends StrategyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "fedbabu",
                    "Averages the backbone under heads that never move; tunes a copy before it is evaluated",
                    Options.class,
                    FedBabu::new);
        }
    }

    private final Options options;

    FedBabu(Options options, PluginContext context) {
        this.options = options;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        options.loss().validate(federation);
        return new Server(federation.initial().select(federation.layout().backbone()));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return Payload.of(server.backbone().select(federation.layout().stages(exits.deepest())));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ParameterLayout layout = client.layout();
        install(client, network);
        Objective objective = options.loss().objective(client).restrictedTo(layout.backbone());
        TrainingReport report = client.train(network, objective);
        Payload upload = Payload.of(network.read(objective.trainable()));
        return new ClientUpdate(upload, Payload.of(network.read(layout.buffers())), report);
    }

    /** Loads what the client has, and the heads that are the same for all: a mean of backbones under unlike heads would mean nothing. */
    private static void install(ClientContext client, Network network) {
        client.loadParameters(network);
        network.load(client.federation().initial().select(client.layout().heads()));
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        return AggregationResult.of(new Server(results.aggregate(server.backbone(), options.aggregationWeights())));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        ParameterLayout layout = client.layout();
        install(client, network);
        BlockSet tuned =
                switch (options.fineTunePart()) {
                    case FULL -> layout.trainable();
                    case HEAD -> layout.heads();
                    case BODY -> layout.backbone();
                };
        Objective objective = options.loss().objective(client).restrictedTo(tuned);
        client.train(network, objective, options.fineTuneEpochs(), ClientContext.BATCHES);
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(
                StrategyCapability.INACTIVE_EXITS,
                StrategyCapability.INACTIVE_FINAL_EXIT,
                StrategyCapability.AGGREGATORS);
    }
}
