package org.exeunt.baselines.fedrod;

import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.BalancedSoftmax;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Trains two heads at every exit: a generic shared one with the balanced softmax, and a personal one with logits that
 * are added to those of the generic head.
 *
 * <p>Shared: backbone and generic heads.
 *
 * <p>Personal: a second head psi_k at every exit, and running statistics.
 *
 * <p>Sent: as in {@link FedAvg}; psi is never sent.
 *
 * <p>Method: the generic branch trains backbone and generic heads on {@code g sum_k omega_k BS(z_k, y; c_i)} with the
 * client's class counts c_i and the generic scale g = 1. The personal branch trains psi alone, initially zero, on
 * {@code sum_k omega_k CE(stopgrad(z_k) + psi_k(stopgrad(a_k)), y)}. Exit k of the personal model computes
 * {@code z_k + psi_k}: its head has the sum of the parameters of both heads, which requires heads of one dense layer;
 * other heads are rejected before the first round. The velocity of psi is reset every round.
 *
 * <p>Source: Chen, Chao, On Bridging Generic and Personalized Federated Learning for Image Classification, ICLR 2022,
 * arXiv 2107.00778. Deviations: every exit has both heads; g and the joint gradient are options; psi starts at zero;
 * class counts include all training examples of the client; the variant with a hypernetwork is not implemented. Details
 * are in the README.
 */
public final class FedRod extends ForwardingStrategy<FedAvg.Server> {
    /** The predictor that is evaluated. */
    public enum Evaluate {
        /** {@code z_k + psi_k}. */
        PERSONAL,
        /** {@code z_k}. */
        GENERIC
    }

    /**
     * Options of FedRoD.
     *
     * @param averaging provides omega_k of both branches, and p_i
     * @param genericScale g, the weight of the generic branch relative to the personal one
     * @param jointGradient factor of the gradient of the personal branch at z_k, which trains generic heads and
     *     backbone; 0 as in the paper
     * @param evaluate predictor that is evaluated
     */
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) FedAvg.Options averaging,
            @Option(value = "Weight of the generic branch relative to the personal one", above = 0, defaultValue = "1")
                    double genericScale,
            @Option(
                            value = "Factor of the personal branch's gradient at the generic logits, which trains"
                                    + " generic heads and backbone; 0 as in the paper",
                            min = 0,
                            defaultValue = "0")
                    double jointGradient,
            @Option(value = "Whether the personal or the generic predictor is evaluated", defaultValue = "personal")
                    Evaluate evaluate) {}

    /** Registers {@code fedrod}. */
    @Citation("Chen, Chao: On Bridging Generic and Personalized Federated Learning for Image Classification, ICLR"
            + " 2022, arXiv 2107.00778")
    public static final class Plugin extends StrategyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "fedrod",
                    "FedAvg with balanced softmax, and a personal head per client that is added to the shared one",
                    Options.class,
                    FedRod::new);
        }
    }

    /** State entry with psi, and prefix of the names of its heads in an objective. */
    private static final String PERSONAL = "personal-heads";

    private final Options options;

    FedRod(Options options, PluginContext context) {
        super(new FedAvg(options.averaging(), context));
        this.options = options;
    }

    @Override
    public FedAvg.Server initialize(FederationSpec federation) {
        LinearHeads.require(federation.network());
        return super.initialize(federation);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        client.loadParameters(network);
        ParameterSet before = personalHeads(client);
        Objective generic = genericObjective(client);
        TrainingReport report = client.train(network, withPersonalHeads(generic, client, before));
        ParameterSet after = before;
        for (ParameterSet head : report.heads().values()) {
            after = after.with(head);
        }
        Payload upload = Payload.of(network.read(generic.trainable()));
        Payload state = Payload.of(network.read(client.layout().buffers())).with(PERSONAL, after);
        return new ClientUpdate(upload, state, report);
    }

    private Objective genericObjective(ClientContext client) {
        ExitSet learning = options.averaging().loss().learning(client);
        double[] omega = options.averaging().loss().weights(client.federation());
        int[] counts =
                client.examples().classCounts(client.federation().network().classes());
        Objective objective = Objective.over(learning, EarlyExitLoss.trainable(client.layout(), learning));
        for (Exit exit : learning) {
            objective = objective.with(new BalancedSoftmax(exit, options.genericScale() * omega[exit.index()], counts));
        }
        return objective;
    }

    private Objective withPersonalHeads(Objective objective, ClientContext client, ParameterSet heads) {
        ParameterLayout layout = client.layout();
        double[] omega = options.averaging().loss().weights(client.federation());
        Objective result = objective;
        for (Exit exit : objective.exits()) {
            String name = PERSONAL + "-" + exit;
            result = result.with(new TrainableAuxiliaryHead(name, exit, heads.select(layout.head(exit))))
                    .with(new PersonalCorrection(exit, name, omega[exit.index()], options.jointGradient()));
        }
        return result;
    }

    /** Returns psi of all exits after the most recent training of the client, initially zero. */
    private static ParameterSet personalHeads(ClientContext client) {
        return client.state().has(PERSONAL)
                ? client.state().parameters(PERSONAL)
                : ParameterSet.zeros(client.layout().heads());
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        client.loadParameters(network);
        if (options.evaluate() == Evaluate.PERSONAL) {
            ParameterSet generic = network.read(client.layout().heads());
            network.load(ParameterMath.add(generic, personalHeads(client)));
        }
    }
}
