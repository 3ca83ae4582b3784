package org.exeunt.baselines.fedpac;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.PrototypePull;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.baselines.fedpac.FedPacOptions.Fallback;
import org.exeunt.baselines.fedpac.FedPacOptions.HeadWeights;
import org.exeunt.strategies.ProximalStrengthCheck;

/**
 * Aligns features with shared class prototypes and combines the heads of similar clients into personal heads.
 *
 * <p>Shared: backbone and prototypes.
 *
 * <p>Personal: all heads, which the server combines and stores for each client; running statistics, which stay with the
 * client.
 *
 * <p>Sent, with C classes and features of length d: backbone, heads and, from round 2 on, C d prototypes down;
 * backbone, heads, C d prototypes, C class counts, C d values of h and V up. Class means and counts reveal more about a
 * client's data than parameters. Heads of inactive exits are neither trained, nor sent up, nor combined.
 *
 * <p>Method: a client first computes the statistics h_i (class means of features, weighted by class frequency) and V_i
 * (their variance) with the received backbone. It then trains its heads, and afterwards the backbone with the prototype
 * term {@code (lambda / (B d)) sum ||a - g||^2}, from the second round on. The server averages backbones and
 * prototypes, and combines heads with the weights that minimise {@code x'(diag(V) + D)x} over the simplex,
 * {@code D_jk = <h_i - h_j, h_i - h_k>}. A client that fails contributes to no head of the round and keeps its heads.
 *
 * <p>Source: Xu, Tong, Huang, Personalized Federated Learning with Feature Alignment and Classifier Collaboration, ICLR
 * 2023, arXiv 2306.11867. Deviations: the heads of all exits replace the classifier; the matrix of the program is not
 * repaired, as it is positive semidefinite; small weights are removed and the others are rescaled; a class that no
 * client of a cohort has keeps its prototype; heads are trained with the run's learning rate by default. Details are in
 * the README.
 */
public final class FedPac implements Strategy<FedPac.Server> {
    /**
     * Server state.
     *
     * @param backbone theta
     * @param heads phi^i after the most recent aggregation, for clients that have trained
     * @param prototypes of each exit that has prototypes, as they are sent
     */
    public record Server(ParameterSet backbone, SortedMap<ClientId, ParameterSet> heads, Payload prototypes) {}

    /** Registers {@code fedpac}. */
    @Citation("Xu, Tong, Huang: Personalized Federated Learning with Feature Alignment and Classifier Collaboration,"
            + " ICLR 2023, arXiv 2306.11867")
    public static final class Plugin extends StrategyPlugin<FedPacOptions> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "fedpac",
                    "Aligns features by class prototypes and combines similar clients' heads into personal heads",
                    FedPacOptions.class,
                    FedPac::new);
        }
    }

    /** Name of the random stream that shuffles batches while heads are trained. */
    private static final String HEAD_BATCHES = "head-batches";

    private static final String COUNTS = "class-counts";

    private final FedPacOptions options;
    private final PluginContext context;

    FedPac(FedPacOptions options, PluginContext context) {
        this.options = options;
        this.context = context;
    }

    private static String prototypes(Exit exit) {
        return "prototypes-" + exit;
    }

    static String weightedMeans(Exit exit) {
        return "weighted-means-" + exit;
    }

    static String variance(Exit exit) {
        return "variance-" + exit;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        options.loss().validate(federation);
        ProximalStrengthCheck.warn(
                context, federation, "lambda", options.lambda(), "steps towards prototypes may overshoot");
        return new Server(
                federation.initial().select(federation.layout().backbone()), new TreeMap<>(), Payload.empty());
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        Payload payload = Payload.of(server.backbone().with(heads(server, federation, client)));
        for (Exit exit : exits) {
            if (server.prototypes().has(prototypes(exit))) {
                payload = payload.with(prototypes(exit), server.prototypes().vector(prototypes(exit)));
            }
        }
        return payload;
    }

    private ParameterSet heads(Server server, FederationSpec federation, ClientId client) {
        ParameterSet heads = server.heads().get(client);
        if (heads != null) {
            return heads;
        }
        // a sum of heads with different random initial values has no meaning
        ParameterSet initial =
                options.headWeights() == HeadWeights.OWN ? federation.initial(client) : federation.initial();
        return initial.select(federation.layout().heads());
    }

    /** Returns the exits with features that are aligned with prototypes. */
    private ExitSet aligned(ExitSet learning, FederationSpec federation) {
        if (options.lambda() == 0) {
            return ExitSet.none();
        }
        return options.prototypePerExit()
                ? learning
                : ExitSet.of(federation.network().exits());
    }

    /** Returns the exits with features that determine the weights of heads. */
    private ExitSet compared(ExitSet learning, FederationSpec federation) {
        return switch (options.headWeights()) {
            case SHARED_FINAL -> ExitSet.of(federation.network().exits());
            case PER_EXIT -> learning;
            case OWN -> ExitSet.none();
        };
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ParameterLayout layout = client.layout();
        ExitSet learning = options.loss().learning(client);
        ExitSet aligned = aligned(learning, client.federation());
        ExitSet compared = compared(learning, client.federation());
        client.loadParameters(network);
        ExitSet measured = needsOwnMeans(client, aligned) ? aligned.union(compared) : compared;
        SortedMap<Exit, ClassFeatures> before = ClassFeatures.of(network, client.examples(), measured);

        Objective objective = options.loss().objective(client);
        TrainingReport heads =
                client.train(network, objective.restrictedTo(layout.heads()), headTraining(client), HEAD_BATCHES);
        Objective body = objective.restrictedTo(layout.backbone());
        for (Exit exit : aligned) {
            if (client.received().has(prototypes(exit))) {
                body = body.with(new PrototypePull(exit, options.lambda(), anchors(client, exit, before)));
            }
        }
        TrainingReport report = heads.then(client.train(network, body));

        Payload upload = Payload.of(network.read(objective.trainable()));
        for (Exit exit : compared) {
            upload = upload.with(weightedMeans(exit), before.get(exit).weightedMeans())
                    .with(variance(exit), new float[] {(float) before.get(exit).variance()});
        }
        for (Map.Entry<Exit, ClassFeatures> after :
                ClassFeatures.of(network, client.examples(), aligned).entrySet()) {
            upload = upload.with(prototypes(after.getKey()), after.getValue().means())
                    .with(COUNTS, after.getValue().counts());
        }
        return new ClientUpdate(upload, Payload.of(network.read(layout.buffers())), report);
    }

    private LocalTraining headTraining(ClientContext client) {
        LocalTraining training = client.training().withEpochs(options.headEpochs());
        return options.headLearningRate().map(training::withLearningRate).orElse(training);
    }

    private boolean needsOwnMeans(ClientContext client, ExitSet aligned) {
        return options.fallback() == Fallback.OWN
                && aligned.asList().stream().anyMatch(exit -> client.received().has(prototypes(exit)));
    }

    private double[][] anchors(ClientContext client, Exit exit, SortedMap<Exit, ClassFeatures> before) {
        int classes = client.federation().network().classes();
        double[][] shared = Prototypes.rows(client.received().vector(prototypes(exit)), classes);
        return options.fallback() == Fallback.NONE
                ? shared
                : Prototypes.withFallback(
                        shared, Prototypes.rows(before.get(exit).means(), classes));
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        ParameterSet backbone = results.aggregate(server.backbone(), options.aggregationWeights());
        HeadMixing mixing = new HeadMixing(
                options, context.linearAlgebra(), round.federation().network(), results);
        SortedMap<ClientId, ParameterSet> heads = new TreeMap<>(server.heads());
        for (ClientId client : results.updates().keySet()) {
            heads.put(client, mixing.updated(heads(server, round.federation(), client), client));
        }
        return new AggregationResult<>(
                new Server(backbone, heads, prototypes(server, round, results)),
                Map.of("quadratic-programs", mixing.programs()),
                mixing.weightMatrices());
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(
                StrategyCapability.INACTIVE_EXITS, StrategyCapability.ABSENT_BLOCKS, StrategyCapability.AGGREGATORS);
    }

    private static Payload prototypes(Server server, RoundContext round, ClientResults results) {
        Payload prototypes = server.prototypes();
        for (Exit exit : round.federation().network().allExits()) {
            String name = prototypes(exit);
            List<float[]> means = new ArrayList<>();
            List<float[]> counts = new ArrayList<>();
            results.updates().values().stream()
                    .map(ClientUpdate::upload)
                    .filter(upload -> upload.has(name))
                    .forEach(upload -> {
                        means.add(upload.vector(name));
                        counts.add(upload.vector(COUNTS));
                    });
            if (!means.isEmpty()) {
                float[] previous = prototypes.has(name) ? prototypes.vector(name) : null;
                prototypes = prototypes.with(name, Prototypes.aggregate(previous, means, counts));
            }
        }
        return prototypes;
    }
}
