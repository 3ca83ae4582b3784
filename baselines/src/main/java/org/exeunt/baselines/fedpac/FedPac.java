package org.exeunt.baselines.fedpac;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.PrototypePull;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
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
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.strategies.ClassFeatures;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.Prototypes;
import org.exeunt.strategies.ProximalStrengthCheck;
import org.exeunt.strategies.WeightedSums;

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
 * <p>Method: a client first computes the statistics h_i (class means of final features, weighted by class frequency) and V_i
 * (their variance) with the received backbone. It then trains its heads, and afterwards the backbone with the prototype
 * term {@code (lambda / (B d)) sum ||a - g||^2}, from the second round on; a class without a prototype is drawn to the
 * client's own mean before training. The server averages backbones and
 * prototypes, and combines heads with the weights that minimise {@code x'(diag(V) + D)x} over the simplex,
 * {@code D_jk = <h_i - h_j, h_i - h_k>}. A client that fails contributes to no head of the round and keeps its heads.
 *
 * <p>Source: Xu, Tong, Huang, Personalized Federated Learning with Feature Alignment and Classifier Collaboration, ICLR
 * 2023, arXiv 2306.11867. Deviations: the heads of all exits replace the classifier; the matrix of the program is not
 * repaired, as it is positive semidefinite; small weights are removed and the others are rescaled; a class that no
 * client of a cohort has keeps its prototype; heads are trained with the run's learning rate. Details are in the README.
 *
 * @param options its options
 * @param context receives warnings and has the linear algebra
 */
public record FedPac(Options options, PluginContext context) implements Strategy<FedPac.Server> {
    /**
     * Options of FedPAC.
     *
     * @param preset defaults of the other options
     * @param loss loss of every client, in both phases
     * @param aggregationWeights p_i of the backbones
     * @param lambda strength of the prototype term; 0 disables it
     * @param headEpochs epochs of the first phase; the second one uses the run's local epochs
     */
    public record Options(
            @Option(value = Preset.HELP, defaultValue = "paper") Preset preset,
            @Option(value = "Early-exit loss that every client minimises", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "Weight of each client in the aggregation of backbones", defaultValue = "data-size")
                    AggregationWeights aggregationWeights,
            @Option(
                            value = "Strength of the term that draws features towards the prototype of their class; 0"
                                    + " disables it",
                            min = 0,
                            max = 1e3,
                            defaultValue = "1",
                            presets = "reference=0")
                    double lambda,
            @Option(
                            value = "Number of epochs that train the heads with a frozen backbone",
                            min = 0,
                            unit = "epochs",
                            defaultValue = "1")
                    int headEpochs) {}

    /**
     * Server state.
     *
     * @param backbone theta
     * @param heads phi^i after the most recent aggregation, for clients that have trained
     * @param prototypes as they are sent; empty before the first aggregation
     */
    public record Server(ParameterSet backbone, SortedMap<ClientId, ParameterSet> heads, Payload prototypes) {}

    /** Name of the random stream that shuffles batches while heads are trained. */
    private static final String HEAD_BATCHES = "head-batches";

    /** Entry with the prototypes, in both directions. */
    static final String PROTOTYPES = "prototypes";
    /** Entry with the number of examples of each class. */
    static final String COUNTS = "class-counts";
    /** Entry with h. */
    static final String MEANS = "weighted-means";
    /** Entry with V. */
    static final String VARIANCE = "variance";

    @Override
    public Server initialize(FederationSpec federation) {
        ProximalStrengthCheck.warn(
                context, federation, "lambda", options.lambda(), "steps towards prototypes may overshoot");
        return new Server(
                federation.initial().select(federation.layout().backbone()), new TreeMap<>(), Payload.empty());
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        Payload payload = Payload.of(server.backbone().with(heads(server.heads(), federation, client)));
        return server.prototypes().has(PROTOTYPES)
                ? payload.with(PROTOTYPES, server.prototypes().vector(PROTOTYPES))
                : payload;
    }

    private static ParameterSet heads(Map<ClientId, ParameterSet> heads, FederationSpec federation, ClientId client) {
        ParameterSet own = heads.get(client);
        // a sum of heads with different random initial values has no meaning
        return own == null ? federation.initial().select(federation.layout().heads()) : own;
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ParameterLayout layout = client.layout();
        client.loadParameters(network);
        Exit last = client.federation().network().finalExit();
        ClassFeatures before =
                ClassFeatures.of(network, client.examples(), ExitSet.of(last)).get(last);

        Objective objective = options.loss().objective(client);
        TrainingReport heads =
                client.train(network, objective.restrictedTo(layout.heads()), options.headEpochs(), HEAD_BATCHES);
        Objective body = objective.restrictedTo(layout.backbone());
        if (client.received().has(PROTOTYPES)) {
            double[][] anchors = Prototypes.withFallback(client.received().vector(PROTOTYPES), before);
            body = body.with(new PrototypePull(last, options.lambda(), anchors));
        }
        TrainingReport report = heads.then(client.train(network, body));

        Payload upload = Payload.of(network.read(objective.trainable()))
                .with(MEANS, before.weightedMeans())
                .with(VARIANCE, new float[] {(float) before.variance()});
        if (options.lambda() > 0) {
            ClassFeatures after = ClassFeatures.of(network, client.examples(), ExitSet.of(last))
                    .get(last);
            upload = upload.with(PROTOTYPES, after.means()).with(COUNTS, after.counts());
        }
        return new ClientUpdate(upload, Payload.of(network.read(layout.buffers())), report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        FederationSpec federation = round.federation();
        SortedMap<ClientId, ParameterSet> heads = new TreeMap<>(server.heads());
        Map<List<ClientId>, double[][]> weights = new HashMap<>();
        Map<String, ClientMatrix> weightMatrices = new TreeMap<>();
        for (Exit exit : federation.network().allExits()) {
            BlockSet head = federation.layout().head(exit);
            List<ClientId> clients = new ArrayList<>();
            List<ParameterSet> trained = new ArrayList<>();
            results.updates().forEach((client, update) -> {
                ParameterSet upload = update.upload().parameters(Payload.PARAMETERS);
                if (upload.blocks().containsAll(head)) {
                    clients.add(client);
                    trained.add(upload.select(head));
                }
            });
            if (clients.isEmpty()) {
                continue;
            }
            double[][] rows = weights.computeIfAbsent(clients, same -> headWeights(same, results));
            weightMatrices.put("exit-%s-head-weights".formatted(exit), ClientMatrix.of(clients, clients, rows));
            List<ParameterSet> combined = WeightedSums.of(context.linearAlgebra(), trained, rows);
            for (int i = 0; i < rows.length; i++) {
                ClientId client = clients.get(i);
                heads.put(client, heads(heads, federation, client).with(combined.get(i)));
            }
        }
        Server next = new Server(
                results.aggregate(server.backbone(), options.aggregationWeights()),
                heads,
                Prototypes.next(server.prototypes(), results, PROTOTYPES, COUNTS));
        double programs = weights.keySet().stream().mapToInt(List::size).sum();
        return new AggregationResult<>(next, Map.of("quadratic-programs", programs), weightMatrices);
    }

    /** Returns the weights of the heads of some clients for each of them, one row per client. */
    private static double[][] headWeights(List<ClientId> clients, ClientResults results) {
        List<Payload> uploads = clients.stream()
                .map(client -> results.updates().get(client).upload())
                .toList();
        return new Collaboration(
                        uploads.stream().map(upload -> upload.vector(MEANS)).toList(),
                        uploads.stream()
                                .mapToDouble(upload -> upload.vector(VARIANCE)[0])
                                .toArray())
                .rows();
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(
                StrategyCapability.INACTIVE_EXITS,
                StrategyCapability.ABSENT_BLOCKS,
                StrategyCapability.AGGREGATORS,
                StrategyCapability.SERVER_OPTIMIZER);
    }
}
