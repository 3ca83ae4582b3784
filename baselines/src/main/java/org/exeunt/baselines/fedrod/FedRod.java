package org.exeunt.baselines.fedrod;

import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.BalancedSoftmax;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
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
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Two heads at every exit: a generic one, shared and trained with the balanced softmax as if all classes were equally frequent, and a personal
 * one whose answer is added to it.
 *
 * <p>Generic branch: {@code sum_k omega_k BS(z_k, y; c_i)} with the client's class counts c_i trains backbone and generic heads. Personal branch:
 * {@code sum_k omega_k CE(stopgrad(z_k) + psi_k(stopgrad(a_k)), y)} trains psi_k alone, from zero at first. Exit k of the personal model answers
 * {@code z_k + psi_k}.
 *
 * <p>Shared: backbone and generic heads. Personal: psi of every exit, running statistics. Sent: as {@link FedAvg}. The optimiser moves psi by the
 * rule of the other blocks; its velocity begins at zero every round, however long the run lets other velocities last.
 *
 * <p>Personal models are networks of the same shape, in which each head is the sum of the generic and the personal one. That its logits are the
 * sum of both heads' logits holds for heads of one dense layer; others are refused before the first round.
 *
 * <p>Source: Chen, Chao, On Bridging Generic and Personalized Federated Learning for Image Classification, ICLR 2022, arXiv 2107.00778.
 * Deviations: README.
 */
public final class FedRod implements Strategy<FedAvg.Server> {
    /** When personal heads learn. */
    public enum Schedule {
        /** On every batch, beside the generic branch. */
        INTERLEAVED,
        /** After the generic branch, on the backbone and the generic heads it ended with. */
        SEQUENTIAL
    }

    /** Which of a client's two predictors is evaluated. */
    public enum Evaluate {
        /** {@code z_k + psi_k}. */
        PERSONAL,
        /** {@code z_k}. */
        GENERIC
    }

    /**
     * Settings of loss, merge and personal heads.
     *
     * @param loss gives omega_k, in both branches
     * @param aggregationWeights p_i
     * @param schedule when personal heads learn
     * @param personalEpochs for which they learn with {@link Schedule#SEQUENTIAL}
     * @param evaluate which predictor is evaluated
     */
    public record Options(
            @Option(value = "The loss of a client", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "How much each client counts in the merge", defaultValue = "data-size")
                    AggregationWeights aggregationWeights,
            @Option(value = "When personal heads learn", defaultValue = "interleaved") Schedule schedule,
            @Option(
                            value = "Passes that train personal heads alone, if schedule is sequential",
                            min = 0,
                            unit = "epochs",
                            defaultValue = "5")
                    int personalEpochs,
            @Option(value = "Whether personal heads count in evaluation", defaultValue = "personal")
                    Evaluate evaluate) {}

    /** Registers {@code fedrod}. */
    @Citation(
            "Chen, Chao: On Bridging Generic and Personalized Federated Learning for Image Classification, ICLR 2022, arXiv 2107.00778")
    public static final class Plugin extends StrategyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "fedrod",
                    "FedAvg with balanced softmax; every client adds a head of its own to the shared one",
                    Options.class,
                    FedRod::new);
        }
    }

    /** Name of psi among what a client keeps, and the beginning of its heads' names in an objective. */
    private static final String PERSONAL = "personal-head-init";

    /** The purpose of the stream that shuffles while personal heads are trained alone. */
    private static final String PERSONAL_BATCHES = "personal-batches";

    private final FedAvg shared;
    private final Options options;

    FedRod(Options options, PluginContext context) {
        this.shared = new FedAvg(new FedAvg.Options(options.loss(), options.aggregationWeights()), context);
        this.options = options;
    }

    @Override
    public FedAvg.Server initialize(FederationSpec federation) {
        LinearHeads.require(federation.network());
        return shared.initialize(federation);
    }

    @Override
    public Payload download(FedAvg.Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return shared.download(server, federation, client, exits);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        client.loadParameters(network);
        ParameterSet before = personalHeads(client);
        Objective generic = generic(client);
        TrainingReport report;
        if (options.schedule() == Schedule.INTERLEAVED) {
            report = client.train(network, withPersonal(generic, client, before));
        } else {
            BlockSet nothing = client.layout().none();
            Objective personal = withPersonal(Objective.over(generic.exits(), nothing), client, before);
            report = client.train(network, generic)
                    .then(client.train(network, personal, options.personalEpochs(), PERSONAL_BATCHES));
        }
        ParameterSet after = before;
        for (ParameterSet head : report.heads().values()) {
            after = after.with(head);
        }
        Payload upload = Payload.of(network.read(generic.trainable()));
        Payload kept = Payload.of(network.read(client.layout().buffers())).with(PERSONAL, after);
        return new ClientUpdate(upload, kept, report);
    }

    private Objective generic(ClientContext client) {
        ExitSet learning = options.loss().learning(client);
        double[] omega = options.loss().weights(client.federation());
        int[] counts =
                client.examples().classCounts(client.federation().network().classes());
        Objective objective = Objective.over(learning, EarlyExitLoss.trainable(client.layout(), learning));
        for (Exit exit : learning) {
            objective = objective.with(new BalancedSoftmax(exit, omega[exit.index()], counts));
        }
        return objective;
    }

    private Objective withPersonal(Objective objective, ClientContext client, ParameterSet heads) {
        ParameterLayout layout = client.layout();
        double[] omega = options.loss().weights(client.federation());
        Objective both = objective;
        for (Exit exit : objective.exits()) {
            String name = PERSONAL + "-" + exit;
            both = both.with(new TrainableAuxiliaryHead(name, exit, heads.select(layout.head(exit))))
                    .with(new PersonalCorrection(exit, name, omega[exit.index()]));
        }
        return both;
    }

    /** Returns psi of all exits as the client last left it. */
    private static ParameterSet personalHeads(ClientContext client) {
        return client.state().has(PERSONAL)
                ? client.state().parameters(PERSONAL)
                : ParameterSet.zeros(client.layout().heads());
    }

    @Override
    public AggregationResult<FedAvg.Server> aggregate(FedAvg.Server server, RoundContext round, ClientResults results) {
        return shared.aggregate(server, round, results);
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        client.loadParameters(network);
        if (options.evaluate() == Evaluate.PERSONAL) {
            ParameterSet generic = network.read(client.layout().heads());
            network.load(ParameterMath.add(generic, personalHeads(client)));
        }
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(
                StrategyCapability.INACTIVE_EXITS,
                StrategyCapability.INACTIVE_FINAL_EXIT,
                StrategyCapability.AGGREGATORS);
    }
}
