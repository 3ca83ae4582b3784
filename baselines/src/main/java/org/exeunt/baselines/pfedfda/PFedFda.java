package org.exeunt.baselines.pfedfda;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.Classifiers;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.discriminant.Gaussians;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Trains the backbone through discriminants of a Gaussian per class, at every exit; a client answers with those of a
 * mixture of the shared Gaussians and its own.
 *
 * <p>Shared: the backbone; of every exit, means of the classes and one covariance. They start with random means in [0, 1)
 * and the identity.
 *
 * <p>Personal: nothing but running statistics.
 *
 * <p>Sent: as in {@link FedAvg} without heads, and means and covariances in both directions.
 *
 * <p>Method: a client trains the backbone on {@code sum_k omega_k CE(z_k, y)}, where z_k is the discriminant of the
 * shared Gaussians with the client's class frequencies. From the features of all its batches it estimates means mu_i and
 * covariance S_i, chooses beta, and sends {@code beta mu_i + (1 - beta) mu} and {@code beta' S_i + (1 - beta') S}; the
 * server averages them. beta and beta' minimise the cross-entropy over two folds. In the last round all clients take
 * part. The personal model has the discriminants of the same mixture, of features of the newest backbone.
 *
 * <p>Source: Mclaughlin, Su, Personalized Federated Learning via Feature Distribution Adaptation, NeurIPS 2024, arXiv
 * 2411.00329, and its code. Deviations: it is at every exit; beta is found by golden-section search instead of L-BFGS;
 * folds are drawn by order. Details are in the README.
 */
public final class PFedFda extends Sharing {
    /**
     * Options of pFedFDA.
     *
     * @param preset defaults of the other options
     * @param averaging provides omega_k and p_i
     * @param singleBeta whether beta' is beta
     * @param ridge multiple of the identity that is added to a client's covariance
     */
    public record Options(
            @Option(value = Preset.HELP, defaultValue = "paper") Preset preset,
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(value = "Means and covariance are mixed with one share", defaultValue = "false") boolean singleBeta,
            @Option(
                            value = "Multiple of the identity that is added to a client's covariance",
                            min = 0,
                            defaultValue = "0.0001",
                            presets = "reference=1")
                    double ridge) {}

    /** Of the covariance, and of the class frequencies. */
    private static final double EPSILON = 1e-4;

    private static final int FOLDS = 2;
    /** Evaluations of a golden-section search, which leave an interval of 0.001. */
    private static final int EVALUATIONS = 15;

    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private final Options options;

    public PFedFda(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    protected BlockSet shared(ParameterLayout layout) {
        return layout.backbone();
    }

    @Override
    public boolean requiresAllClients(FederationSpec federation, Round round) {
        return round.number() == federation.rounds();
    }

    @Override
    protected Payload modules(FederationSpec federation) {
        Payload modules = Payload.empty();
        for (Exit exit : federation.network().allExits()) {
            Classifiers.weights(federation.layout(), exit);
            int features = federation.network().featureSizes().get(exit.index());
            modules = Gaussians.random(federation.network().classes(), features, federation.stream("means-" + exit))
                    .addTo(modules, exit);
        }
        return modules;
    }

    private static double[] logPriors(ClientContext client) {
        int[] counts =
                client.examples().classCounts(client.federation().network().classes());
        return Gaussians.logPriors(counts, EPSILON * client.examples().size());
    }

    /** Returns the client's parameters with the discriminants of the shared Gaussians as heads of active exits. */
    @Override
    protected ParameterSet start(ClientContext client) {
        ParameterSet start = super.start(client);
        for (Exit exit : client.exits()) {
            start = start.with(head(client, exit, Gaussians.of(client.received(), exit)));
        }
        return start;
    }

    private static ParameterSet head(ClientContext client, Exit exit, Gaussians gaussians) {
        return ParameterSet.of(
                Classifiers.dense(client.layout(), exit), gaussians.discriminant(EPSILON, logPriors(client)));
    }

    @Override
    protected Objective objective(ClientContext client) {
        Objective objective = super.objective(client).restrictedTo(shared(client.layout()));
        for (Exit exit : objective.exits()) {
            objective = objective.with(new Features(exit));
        }
        return objective;
    }

    @Override
    protected Payload upload(ClientContext client, Network network, Objective objective, TrainingReport report) {
        Payload upload = super.upload(client, network, objective, report);
        for (LossTerm term : objective.losses()) {
            if (term instanceof Features each) {
                upload = adapted(Gaussians.of(client.received(), each.exit()), each, logPriors(client))
                        .addTo(upload, each.exit());
            }
        }
        return upload;
    }

    /** Averages Gaussians under every aggregator, because the values of a client belong together. */
    @Override
    protected Payload aggregateModules(Payload modules, FederationSpec federation, ClientResults results) {
        return super.aggregateModules(modules, federation, new ClientResults(federation, results.all()));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        ParameterSet start = start(client);
        network.load(start);
        for (Exit exit : client.federation().network().allExits()) {
            Features features = new Features(exit);
            network.forward(client.examples(), features::addTo);
            if (!features.labels().isEmpty()) {
                start = start.with(head(
                        client, exit, adapted(Gaussians.of(client.received(), exit), features, logPriors(client))));
            }
        }
        network.load(start);
    }

    /** Returns the mixture of shared and own Gaussians. */
    private Gaussians adapted(Gaussians shared, Features features, double[] logPriors) {
        List<Features> folds = features.folds(FOLDS, shared.means().length);
        List<Gaussians> others = IntStream.range(0, FOLDS)
                .mapToObj(fold -> folds.get(1 - fold).gaussians(shared, options.ridge()))
                .toList();
        double[] beta = {0.5, 0.5};
        if (folds.stream().anyMatch(fold -> fold.labels().isEmpty())) {
            Arrays.fill(beta, 0);
        } else {
            for (int sweep = 0; sweep < (options.singleBeta() ? 1 : 2); sweep++) {
                for (int i = 0; i < (options.singleBeta() ? 1 : 2); i++) {
                    int index = i;
                    double chosen = minimum(share -> {
                        double[] shares = beta.clone();
                        shares[index] = share;
                        shares[1] = options.singleBeta() ? share : shares[1];
                        return IntStream.range(0, FOLDS)
                                .mapToDouble(fold -> folds.get(fold)
                                        .crossEntropy(shared.mixed(shares[0], shares[1], others.get(fold))
                                                .discriminant(EPSILON, logPriors)))
                                .sum();
                    });
                    beta[index] = chosen;
                    beta[1] = options.singleBeta() ? chosen : beta[1];
                }
            }
        }
        return shared.mixed(beta[0], beta[1], features.gaussians(shared, options.ridge()));
    }

    /** Returns where a function with one minimum is smallest between 0 and 1, by golden-section search. */
    static double minimum(DoubleUnaryOperator function) {
        double from = 0;
        double to = 1;
        double left = 1 - GOLDEN;
        double right = GOLDEN;
        double atLeft = function.applyAsDouble(left);
        double atRight = function.applyAsDouble(right);
        for (int i = 2; i < EVALUATIONS; i++) {
            if (atLeft <= atRight) {
                to = right;
                right = left;
                atRight = atLeft;
                left = to - GOLDEN * (to - from);
                atLeft = function.applyAsDouble(left);
            } else {
                from = left;
                left = right;
                atLeft = atRight;
                right = from + GOLDEN * (to - from);
                atRight = function.applyAsDouble(right);
            }
        }
        return atLeft <= atRight ? left : right;
    }
}
