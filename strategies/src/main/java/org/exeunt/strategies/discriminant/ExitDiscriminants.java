package org.exeunt.strategies.discriminant;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Averages one network, and answers at exit k with a linear discriminant of the features of exits 1 to k, which is
 * computed from moments of all clients and of the client.
 *
 * <p>Shared: backbone and all heads; after the last round, the {@link FeatureMoments} of all clients.
 *
 * <p>Personal: nothing but running statistics. The discriminants follow from what is sent and from the client's examples.
 *
 * <p>Sent: as in {@link FedAvg}, except for the last round. In it all clients receive the network, do not train, and send
 * the moments of their features at all exits, of classes with at least {@code least-examples} examples.
 *
 * <p>Method: until the last round, clients train backbone and heads on {@code sum_k omega_k BS(z_k, y; c_i)}, the
 * balanced softmax with the client's class counts c_i. In the last round the server adds the moments. Exit k of a
 * client reads the square roots of the features of exits 1 to k, and has the {@linkplain Gaussians#discriminant
 * discriminant} of {@code (1 - beta) m + beta m_i} of shared and own moments, with the priors {@code n_c + 0.001} of its
 * n_c examples of class c. The client chooses beta for each exit by the likelihood of its examples in four folds.
 * It answers with the geometric mean of the probabilities of exits 1 to k. Before the last round, and
 * after the only one, a client answers with the shared heads and its priors.
 *
 * <p>Source: ours. Related work and what differs from it are in the README.
 */
public final class ExitDiscriminants extends Sharing {
    /** What a discriminant is computed from. */
    public enum Statistics {
        /** The moments of all clients and of the client. */
        SHARED,
        /** The client's own moments. */
        OWN,
        /** None: clients answer with the shared heads and their priors. */
        NONE
    }

    /**
     * Options of the method.
     *
     * @param averaging provides omega_k and p_i
     * @param statistics that discriminants are computed from
     * @param earlierExits whether exit k reads the features of exits 1 to k
     * @param root whether square roots of features are read
     * @param vote whether exit k answers with the mean of exits 1 to k
     * @param leastExamples number of examples below which a client sends nothing of a class
     * @param shrinkage of the covariance
     */
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(
                            value = "What discriminants are computed from: moments of all clients and own ones, own"
                                    + " ones only, or none (shared heads with the client's class frequencies)",
                            defaultValue = "shared")
                    Statistics statistics,
            @Option(value = "Exit k reads the features of exits 1 to k, not only its own", defaultValue = "true")
                    boolean earlierExits,
            @Option(
                            value = "Discriminants read square roots of features; false for heads that read grids",
                            defaultValue = "true")
                    boolean root,
            @Option(
                            value = "Exit k answers with the geometric mean of the probabilities of exits 1 to k",
                            defaultValue = "true")
                    boolean vote,
            @Option(
                            value = "A client sends nothing of a class of which it has fewer examples",
                            min = 1,
                            defaultValue = "3")
                    int leastExamples,
            @Option(
                            value = "Share of a multiple of the identity in the covariance",
                            above = 0,
                            max = 1,
                            defaultValue = "0.01")
                    double shrinkage) {}

    private static final String MOMENTS = "moments";
    /** State entry of a client whose moments were sent. */
    private static final String SENT = "moments-sent";

    private static final double PSEUDO_COUNT = 1e-3;
    /** In folds, where a class is absent more often. */
    private static final double FOLD_PSEUDO_COUNT = 0.1;

    private static final double[] SHARES = {0, 0.03, 0.1, 0.3, 0.6, 0.9};

    private final Options options;

    public ExitDiscriminants(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    public boolean requiresAllClients(FederationSpec federation, Round round) {
        return options.statistics() == Statistics.SHARED && round.number() == federation.rounds() && round.number() > 1;
    }

    @Override
    protected Objective objective(ClientContext client) {
        return options.averaging().loss().balanced(client, 1);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        if (!requiresAllClients(client.federation(), client.round())) {
            return super.train(client, network);
        }
        network.load(start(client));
        Payload moments = Payload.of(network.read(client.layout().none()))
                .with(
                        MOMENTS,
                        LabelledFeatures.of(client, network, options.root())
                                .sent(options.leastExamples())
                                .sent());
        return new ClientUpdate(moments, client.state().with(SENT, new float[] {1}), TrainingReport.of(0, 0, 0));
    }

    @Override
    protected Payload aggregateModules(Payload modules, FederationSpec federation, ClientResults results) {
        int features = features(federation.network(), federation.network().exits());
        FeatureMoments none = FeatureMoments.none(federation.network().classes(), features);
        FeatureMoments all = results.updates().values().stream()
                .map(ClientUpdate::upload)
                .filter(upload -> upload.has(MOMENTS))
                .map(upload -> FeatureMoments.of(none.classes(), features, upload.vector(MOMENTS)))
                .reduce(none, (sums, client) -> sums.plus(1, client));
        return all.examples() == 0 ? modules : modules.with(MOMENTS, all.sent());
    }

    /** Returns the number of features of exits 1 to {@code exits}. */
    private static int features(NetworkSpec network, int exits) {
        return network.featureSizes().stream()
                .limit(exits)
                .mapToInt(size -> size)
                .sum();
    }

    @Override
    public Optional<PersonalRule> rule(ClientContext client, Network network) {
        NetworkSpec spec = network.spec();
        boolean shared =
                options.statistics() == Statistics.SHARED && client.received().has(MOMENTS);
        List<float[]> discriminants = new ArrayList<>();
        if (client.examples().size() > 0 && (shared || options.statistics() == Statistics.OWN)) {
            LabelledFeatures own = LabelledFeatures.of(client, network, options.root());
            FeatureMoments others = FeatureMoments.none(spec.classes(), features(spec, spec.exits()));
            if (shared) {
                others = FeatureMoments.of(
                        others.classes(), others.features(), client.received().vector(MOMENTS));
            }
            if (client.state().has(SENT)) {
                others = others.plus(-1, own.sent(options.leastExamples()));
            }
            for (Exit exit : spec.allExits()) {
                int from = options.earlierExits() ? 0 : features(spec, exit.index());
                int to = features(spec, exit.number());
                discriminants.add(discriminant(own.part(from, to), others.part(from, to)));
            }
        }
        return Optional.of(new DiscriminantRule(
                discriminants,
                floats(Gaussians.logPriors(client.examples().classCounts(spec.classes()), PSEUDO_COUNT)),
                options.earlierExits(),
                options.root(),
                options.vote()));
    }

    /** Returns the discriminant of a client at an exit, without priors. */
    private float[] discriminant(LabelledFeatures own, FeatureMoments others) {
        double share = others.examples() <= 0
                ? 0
                : own.likeliest(SHARES, (rest, each) -> {
                    int[] counts = Arrays.stream(rest.values(), 0, rest.classes())
                            .mapToInt(count -> (int) count)
                            .toArray();
                    return discriminant(others, rest, each, Gaussians.logPriors(counts, FOLD_PSEUDO_COUNT));
                });
        return discriminant(others, own.moments(), share, new double[own.classes()]);
    }

    /** Returns the discriminant of moments of all clients, with a further share of the client's own. */
    private float[] discriminant(FeatureMoments others, FeatureMoments own, double share, double[] logPriors) {
        return others.plus(1, own).mixed(share, own).gaussians().discriminant(options.shrinkage(), logPriors);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        IntStream.range(0, values.length).forEach(i -> floats[i] = (float) values[i]);
        return floats;
    }

    @Override
    public Optional<Class<? extends PersonalRule>> ruleType() {
        return Optional.of(DiscriminantRule.class);
    }

    /** All exits must be active, because moments are those of the features of all exits together. */
    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(StrategyCapability.AGGREGATORS, StrategyCapability.SERVER_OPTIMIZER);
    }
}
