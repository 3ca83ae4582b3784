package org.exeunt.baselines.ditto;

import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.params.BlockSet;
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
import org.exeunt.strategies.ProximalStrengthCheck;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Two models a client: the shared one of {@link FedAvg}, and one of its own that minimises {@code L(v) + (lambda/2) ||v - w^t||^2}.
 *
 * <p>Shared: backbone and all heads. Personal: a second whole model v_i, never sent; running statistics of both. Sent: as FedAvg. The anchor
 * w^t is the model the client downloaded, not the one it made of it, and v_i is pulled to it in every block that learns. The shared branch is
 * FedAvg bit for bit; with {@code lambda = 0}, and velocities that begin anew every round for all, the personal branch is training alone,
 * bit for bit.
 *
 * <p>Each branch has a velocity of its own: the shared one's lasts as long as the run lets velocities last, the personal one's begins at zero
 * every round. Both see the same batches. A client does the run's local epochs and the personal ones; both are counted.
 *
 * <p>Source: Li, Hu, Beirami, Smith, Ditto: Fair and Robust Federated Learning Through Personalization, ICML 2021, arXiv 2012.04221. Deviation:
 * clients count by their data, unless told otherwise; the paper samples them by their data and counts them alike.
 */
public final class Ditto implements Strategy<FedAvg.Server> {
    /**
     * Settings of loss, merge and pull.
     *
     * @param loss of every client, in both branches
     * @param aggregationWeights p_i
     * @param lambda strength of the pull to the downloaded model
     * @param personalEpochs of the personal branch
     */
    public record Options(
            @Option(value = "The loss of a client", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "How much each client counts in the merge", defaultValue = "data-size")
                    AggregationWeights aggregationWeights,
            @Option(
                            value = "Strength of the personal model's pull to the shared one; 0 for none",
                            min = 0,
                            max = 1e3,
                            defaultValue = "0.1")
                    double lambda,
            @Option(value = "Passes that train the personal model", min = 0, unit = "epochs", defaultValue = "5")
                    int personalEpochs) {}

    /** Registers {@code ditto}. */
    @Citation("Li, Hu, Beirami, Smith: Ditto, ICML 2021, arXiv 2012.04221")
    public static final class Plugin extends StrategyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "ditto",
                    "FedAvg, and beside it a personal model a client that is held near the shared one",
                    Options.class,
                    Ditto::new);
        }
    }

    /** Name of v_i among what a client keeps. */
    private static final String PERSONAL = "personal";

    private final FedAvg shared;
    private final EarlyExitLoss loss;
    private final double lambda;
    private final int personalEpochs;
    private final PluginContext context;

    Ditto(Options options, PluginContext context) {
        this.shared = new FedAvg(new FedAvg.Options(options.loss(), options.aggregationWeights()), context);
        this.loss = options.loss();
        this.lambda = options.lambda();
        this.personalEpochs = options.personalEpochs();
        this.context = context;
    }

    @Override
    public FedAvg.Server initialize(FederationSpec federation) {
        ProximalStrengthCheck.warn(context, federation, "lambda", lambda);
        return shared.initialize(federation);
    }

    @Override
    public Payload download(FedAvg.Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return shared.download(server, federation, client, exits);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ClientUpdate update = shared.train(client, network);
        BlockSet trainable = client.layout().trainable();
        ParameterSet velocity = network.readVelocity(trainable);
        network.resetVelocity(trainable);
        TrainingReport personal = trainPersonal(client, network);
        network.loadVelocity(velocity);
        Payload kept =
                update.state().with(PERSONAL, network.read(client.layout().all()));
        return new ClientUpdate(update.upload(), kept, update.report().then(personal));
    }

    private TrainingReport trainPersonal(ClientContext client, Network network) {
        network.load(personal(client));
        Objective objective = loss.objective(client);
        if (lambda > 0) {
            objective = objective.with(pull(client.parameters().select(objective.trainable())));
        }
        return client.train(network, objective, personalEpochs, ClientContext.BATCHES);
    }

    /** Returns the term that pulls to an anchor. */
    ProximalPenalty pull(ParameterSet anchor) {
        return ProximalPenalty.squared(lambda, anchor);
    }

    /** v_i as the client last left it. */
    private static ParameterSet personal(ClientContext client) {
        return client.state().has(PERSONAL)
                ? client.state().parameters(PERSONAL)
                : client.federation().initial(client.id());
    }

    @Override
    public AggregationResult<FedAvg.Server> aggregate(FedAvg.Server server, RoundContext round, ClientResults results) {
        return shared.aggregate(server, round, results);
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        network.load(personal(client));
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(
                StrategyCapability.INACTIVE_EXITS,
                StrategyCapability.INACTIVE_FINAL_EXIT,
                StrategyCapability.AGGREGATORS);
    }
}
