package org.exeunt.baselines.apfl;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.Exit;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Mixes the shared model of {@link FedAvg} with a personal one, in proportions that each client learns.
 *
 * <p>Shared: backbone and all heads, w.
 *
 * <p>Personal: a second model v_i, its share alpha_i, and the running statistics of shared model and mixture. v_i has
 * the blocks that the client has ever trained, and starts at the common initial parameters; w, with the running
 * statistics of the shared model, takes the place of others.
 *
 * <p>Sent: as in FedAvg; v_i and alpha_i are never sent.
 *
 * <p>Method: the personal model is the mixture {@code m_i = alpha_i v_i + (1 - alpha_i) w}. In a round, client i first
 * trains w as in FedAvg, bit for bit. Then {@code alpha_i = alpha_i - eta <grad L(m_i), v_i - w>} on one batch, limited
 * to [0, 1], and v_i takes steps {@code v_i = v_i - eta alpha_i grad L(m_i)}. As w is constant in these steps, the
 * mixture moves by {@code -eta alpha_i^2 grad L(m_i)}, so that the engine trains the mixture at that learning rate and
 * v_i follows from it.
 *
 * <p>Source: Deng, Kamani, Mahdavi, Adaptive Personalized Federated Learning, 2020, arXiv 2003.13461, the algorithm APFL.
 * Deviations: during personal steps w is the received model; in the paper every step moves both models. alpha_i is
 * adapted once per round. Momentum is that of the run, with a velocity that starts at zero in the personal branch of
 * every round. Clients are weighted by data size by default.
 */
public final class Apfl extends Sharing {
    /**
     * Options of APFL.
     *
     * @param averaging loss of every client, in both branches, and p_i
     * @param alpha initial alpha_i of all clients
     * @param adaptive whether alpha_i is learned
     * @param personalEpochs epochs of the personal branch; those of the run if empty, as in the paper
     */
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(
                            value = "Share of the personal model in the mixture, initially; 0 is the shared model, 1"
                                    + " the personal one",
                            min = 0,
                            max = 1,
                            defaultValue = "0.5")
                    double alpha,
            @Option(value = "Whether each client learns its share", defaultValue = "true") boolean adaptive,
            @Option(
                            value = "Number of epochs that train the personal model; training.local-epochs if omitted",
                            min = 0,
                            unit = "epochs")
                    Optional<Integer> personalEpochs) {}

    /** State entry with the blocks of v_i that were ever trained, and the running statistics of the mixture there. */
    static final String PERSONAL = "personal";
    /** State entry with alpha_i. */
    static final String ALPHA = "alpha";

    private final Options options;

    public Apfl(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        federation.training(Round.START).requireSgd();
        return super.initialize(federation);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ClientUpdate update = super.train(client, network);
        BlockSet trainable = client.layout().trainable();
        ParameterSet velocity = network.readVelocity(trainable);
        network.resetVelocity(trainable);
        Objective objective = objective(client);
        double alpha = alpha(client);
        ParameterSet kept = kept(client);
        ParameterSet start =
                client.federation().initial().select(objective.trainable()).with(kept);
        if (options.adaptive()) {
            network.load(mixture(client, start, alpha));
            alpha = adapted(alpha, client, start, network, objective);
        }
        // without a personal share the mixture is the shared model, with its statistics
        BlockSet statistics = statistics(client, objective);
        ParameterSet personal =
                kept.with(update.state().parameters().orElseThrow().select(statistics));
        TrainingReport report = update.report();
        double rate = client.training().learningRate() * alpha * alpha;
        int epochs = options.personalEpochs().orElse(client.training().epochs());
        if (rate > 0 && epochs > 0) {
            network.load(mixture(client, start, alpha));
            LocalTraining phase = client.training().withEpochs(epochs).withLearningRate(rate);
            report = report.then(client.train(network, objective, phase, ClientContext.BATCHES));
            BlockSet moved = objective.trainable();
            personal = personal.with(network.read(statistics))
                    .with(unmixed(network.read(moved), client.parameters().select(moved), alpha));
        }
        network.loadVelocity(velocity);
        Payload state = update.state().with(PERSONAL, personal).with(ALPHA, new float[] {(float) alpha});
        return new ClientUpdate(
                update.upload(),
                state,
                report.withMetric(ALPHA, alpha, client.examples().size()));
    }

    /** Returns alpha_i after a gradient step on a batch; the mixture is loaded. */
    private static double adapted(
            double alpha, ClientContext client, ParameterSet personal, Network network, Objective objective) {
        int size = client.examples().size();
        if (size == 0) {
            return alpha;
        }
        int count = Math.min(client.training().batchSize(), size);
        Examples batch = client.examples().select(RandomOrder.draw(count, size, client.stream("alpha")));
        ParameterSet gradient = network.gradient(objective, batch, client.stream("alpha-gradient"));
        ParameterSet difference = ParameterMath.subtract(
                personal.select(gradient.blocks()), client.parameters().select(gradient.blocks()));
        return nextAlpha(alpha, client.training().learningRate(), ParameterMath.dot(gradient, difference));
    }

    /** Returns {@code alpha - eta slope} limited to [0, 1]; alpha if the slope is not finite. */
    static double nextAlpha(double alpha, double learningRate, double slope) {
        return Double.isFinite(slope) ? Math.max(0, Math.min(1, alpha - learningRate * slope)) : alpha;
    }

    /** Returns {@code alpha v + (1 - alpha) w}. */
    static ParameterSet mixed(ParameterSet personal, ParameterSet shared, double alpha) {
        return ParameterMath.weightedSum(List.of(personal, shared), new double[] {alpha, 1 - alpha});
    }

    /** Returns v of a mixture, {@code (mixture - (1 - alpha) w) / alpha}, for alpha above 0. */
    static ParameterSet unmixed(ParameterSet mixture, ParameterSet shared, double alpha) {
        return ParameterMath.weightedSum(List.of(mixture, shared), new double[] {1 / alpha, -(1 - alpha) / alpha});
    }

    /** Returns the shared model, mixed with the personal model in the blocks that the latter has. */
    private static ParameterSet mixture(ClientContext client, ParameterSet personal, double alpha) {
        ParameterSet shared = client.parameters();
        BlockSet both = personal.blocks().intersect(client.layout().trainable());
        return shared.with(personal).with(mixed(personal.select(both), shared.select(both), alpha));
    }

    /** Returns the running statistics of the stages and heads that an objective trains. */
    private static BlockSet statistics(ClientContext client, Objective objective) {
        return client.layout()
                .select(block -> block.role().isStatistic()
                        && (block.role().ofBackbone()
                                ? block.depth() <= objective.exits().deepest()
                                : objective.exits().contains(new Exit(block.depth()))));
    }

    /** Returns the blocks of v_i that the client has ever trained, and the running statistics of its mixture there. */
    private static ParameterSet kept(ClientContext client) {
        return client.state().has(PERSONAL)
                ? client.state().parameters(PERSONAL)
                : ParameterSet.zeros(client.layout().none());
    }

    private double alpha(ClientContext client) {
        return client.state().has(ALPHA) ? client.state().vector(ALPHA)[0] : options.alpha();
    }

    /** Loads the mixture; a client that never trained, and therefore has no v_i, uses the shared model. */
    @Override
    public void personalise(ClientContext client, Network network) {
        if (client.state().has(PERSONAL)) {
            network.load(mixture(client, client.state().parameters(PERSONAL), alpha(client)));
        } else {
            client.loadParameters(network);
        }
    }
}
