package org.exeunt.baselines.feddbe;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.LinearMap;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TrainableModule;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.ClassFeatures;
import org.exeunt.strategies.Classifiers;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Averages one model whose features are pulled to a common mean, and adds a personal vector to the features of every
 * exit.
 *
 * <p>Shared: backbone and all heads, and a mean feature g_k of every exit, which does not change once it is known.
 *
 * <p>Personal: a vector z_k at every exit, and running statistics.
 *
 * <p>Sent: as in {@link FedAvg}, and g_k down; up the mean feature of the client's training examples, while g_k is
 * unknown; z_k is never sent.
 *
 * <p>Method: a client without g_k minimises the early-exit loss. With it, exit k adds
 * {@code omega_k (CE(h_k(a_k + z_k), y) + kappa/(2F) ||r_k - g_k||^2)}, with F features a_k and their running mean
 * {@code r_k <- (1 - mu) r_k + mu mean(a_k)}, which starts at 0 in every turn and whose earlier value has no gradient.
 * The network and z_k, initially 0, are trained together. The personal model is the shared one with {@code W_k z_k}
 * added to the bias of the classifier.
 *
 * <p>Source: Zhang, Hua, Cao, Wang, Song, Xue, Ma, Guan, Eliminating Domain Bias for Federated Learning in
 * Representation Space, NeurIPS 2023, arXiv 2311.14975, FedAvg with DBE. Deviations: every exit has the three parts;
 * g_k is the mean over the first cohort that trains exit k. Details are in the README.
 */
public final class FedDbe extends Sharing {
    /**
     * Options of FedDBE.
     *
     * @param averaging provides omega_k and p_i
     */
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(
                            value = "Weight of the squared distance of a client's mean feature from the common one",
                            min = 0,
                            defaultValue = "50")
                    double kappa,
            @Option(
                            value = "Share of a batch in the running mean of a client's features",
                            above = 0,
                            max = 1,
                            defaultValue = "1")
                    double momentum) {}

    /** Prefix of the names of g_k, which is 0 while it is unknown. */
    static final String MEAN = "mean-feature-";

    /** Prefix of the names of z_k. */
    static final String BIAS = "bias-";

    private final Options options;

    public FedDbe(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        federation.network().allExits().forEach(exit -> Classifiers.weights(federation.layout(), exit));
        return super.initialize(federation);
    }

    @Override
    protected Payload modules(FederationSpec federation) {
        Payload means = Payload.empty();
        for (Exit exit : federation.network().allExits()) {
            means = means.with(
                    MEAN + exit, new float[federation.network().featureSizes().get(exit.index())]);
        }
        return means;
    }

    /** Averages features under every aggregator, because their mean is kept for the whole run. */
    @Override
    protected Payload aggregateModules(Payload modules, FederationSpec federation, ClientResults results) {
        return super.aggregateModules(modules, federation, new ClientResults(federation, results.all()));
    }

    private static boolean isKnown(ClientContext client, Exit exit) {
        float[] mean = client.received().vector(MEAN + exit);
        return IntStream.range(0, mean.length).anyMatch(i -> mean[i] != 0);
    }

    @Override
    protected Objective objective(ClientContext client) {
        EarlyExitLoss loss = options.averaging().loss();
        ExitSet learning = loss.learning(client);
        double[] omega = loss.weights(client.federation());
        Objective objective = Objective.over(learning, client.layout().trained(learning));
        for (Exit exit : learning) {
            double weight = omega[exit.index()];
            if (isKnown(client, exit)) {
                float[] mean = client.received().vector(MEAN + exit);
                float[] bias =
                        client.state().has(BIAS + exit) ? client.state().vector(BIAS + exit) : new float[mean.length];
                objective = objective
                        .with(TrainableModule.of(BIAS + exit, bias))
                        .with(new DebiasedLoss(
                                exit,
                                Classifiers.weights(client.layout(), exit),
                                weight,
                                options.kappa(),
                                options.momentum(),
                                mean));
            } else {
                objective = objective.with(new CrossEntropy(exit, weight));
            }
        }
        return objective;
    }

    @Override
    protected Payload upload(ClientContext client, Network network, Objective objective, TrainingReport report) {
        Payload upload = super.upload(client, network, objective, report);
        ExitSet unknown = options.averaging().loss().learning(client).where(exit -> !isKnown(client, exit));
        for (Map.Entry<Exit, ClassFeatures> each :
                ClassFeatures.of(network, client.examples(), unknown).entrySet()) {
            upload = upload.with(MEAN + each.getKey(), mean(each.getValue(), network, each.getKey()));
        }
        return upload;
    }

    /** Returns the mean feature of all examples. */
    private static float[] mean(ClassFeatures features, Network network, Exit exit) {
        float[] ofClasses = features.weightedMeans();
        float[] mean = new float[network.spec().featureSizes().get(exit.index())];
        IntStream.range(0, ofClasses.length).forEach(i -> mean[i % mean.length] += ofClasses[i]);
        return mean;
    }

    @Override
    protected Payload state(ClientContext client, Network network, TrainingReport report) {
        Payload state = client.state()
                .with(Payload.PARAMETERS, network.read(client.layout().buffers()));
        for (Map.Entry<String, ParameterSet> module : report.trained().entrySet()) {
            state = state.with(module.getKey(), module.getValue().values());
        }
        return state;
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        super.personalise(client, network);
        for (Exit exit : client.federation().network().allExits()) {
            if (client.state().has(BIAS + exit)) {
                float[] bias = client.state().vector(BIAS + exit);
                double[] z = IntStream.range(0, bias.length)
                        .mapToDouble(i -> bias[i])
                        .toArray();
                BlockSet dense = Classifiers.dense(client.layout(), exit);
                float[] values = network.read(dense).values();
                int first = values.length - client.federation().network().classes();
                double[] shift =
                        LinearMap.of(Arrays.copyOf(values, first), z.length).apply(z, 1);
                IntStream.range(0, shift.length).forEach(c -> values[first + c] += (float) shift[c]);
                network.load(ParameterSet.of(dense, values));
            }
        }
    }
}
