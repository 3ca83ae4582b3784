package org.exeunt.baselines.fedrep;

import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
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
 * Averages the backbone; a client first fits its own heads to the backbone it was sent, then the backbone to these heads.
 *
 * <p>Shared: the backbone. Personal: all heads and running statistics. Sent: the backbone both ways, up to the deepest exit that learns. Both
 * phases minimise the early-exit loss; neither decay nor momentum moves the part that is frozen. Their lengths are options of this strategy, the
 * number of local epochs of the run does not matter.
 *
 * <p>Source: Collins et al., Exploiting Shared Representations for Personalized Federated Learning, ICML 2021, arXiv 2102.07078. Deviations: the
 * heads of all exits take the place of the last layer. In the first phase running statistics of the backbone keep their bits, as those of every
 * stage without a trainable block, while layers still normalise by the batch; public codes let the statistics move there.
 */
public final class FedRep implements Strategy<FedRep.Server> {
    /**
     * Settings of loss, merge and phases.
     *
     * @param loss of every client, in both phases
     * @param aggregationWeights p_i
     * @param headEpochs of the first phase
     * @param bodyEpochs of the second phase
     * @param finalHeadEpochs for which an evaluated copy of the heads is tuned
     */
    public record Options(
            @Option(value = "The loss of a client", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "How much each client counts in the merge", defaultValue = "data-size")
                    AggregationWeights aggregationWeights,
            @Option(
                            value = "Passes that train the heads on the frozen backbone",
                            min = 0,
                            unit = "epochs",
                            defaultValue = "5")
                    int headEpochs,
            @Option(
                            value = "Passes that train the backbone under the frozen heads",
                            min = 0,
                            unit = "epochs",
                            defaultValue = "5")
                    int bodyEpochs,
            @Option(
                            value = "Passes that tune a copy of the heads before it is evaluated",
                            min = 0,
                            unit = "epochs",
                            defaultValue = "0")
                    int finalHeadEpochs) {}

    /**
     * What the server remembers.
     *
     * @param backbone theta
     */
    public record Server(ParameterSet backbone) {}

    /** Registers {@code fedrep}. */
    @Citation(
            "Collins et al.: Exploiting Shared Representations for Personalized Federated Learning, ICML 2021, arXiv 2102.07078")
    public static final class Plugin extends StrategyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "fedrep",
                    "Averages the backbone; clients train their own heads first, then the backbone",
                    Options.class,
                    FedRep::new);
        }
    }

    /** The purpose of the stream that shuffles while heads are trained. */
    private static final String HEAD_BATCHES = "head-batches";

    private final Options options;

    FedRep(Options options, PluginContext context) {
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
        client.loadParameters(network);
        TrainingReport heads = trainHeads(client, network, options.headEpochs());
        Objective body = options.loss().objective(client).restrictedTo(layout.backbone());
        TrainingReport report = heads.then(client.train(network, body, options.bodyEpochs(), ClientContext.BATCHES));
        Payload upload = Payload.of(network.read(body.trainable()));
        Payload kept = Payload.of(network.read(layout.heads().union(layout.buffers())));
        return new ClientUpdate(upload, kept, report);
    }

    private TrainingReport trainHeads(ClientContext client, Network network, int epochs) {
        Objective heads =
                options.loss().objective(client).restrictedTo(client.layout().heads());
        return client.train(network, heads, epochs, HEAD_BATCHES);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        return AggregationResult.of(new Server(results.aggregate(server.backbone(), options.aggregationWeights())));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        client.loadParameters(network);
        trainHeads(client, network, options.finalHeadEpochs());
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(
                StrategyCapability.INACTIVE_EXITS,
                StrategyCapability.INACTIVE_FINAL_EXIT,
                StrategyCapability.AGGREGATORS);
    }
}
