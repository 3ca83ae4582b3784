package org.exeunt.strategies.cafedistill;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.strategies.PairwiseSimilarity;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.WeightedSums;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.MixingOrder;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.QuadraticProgram;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.SimilarityVector;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherPool;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.Warmup;

/**
 * Trains personal early-exit networks on one shared backbone, in which shallow exits learn from a personal teacher: a
 * weighted sum of all clients' final heads.
 *
 * <p>Shared: the backbone.
 *
 * <p>Personal: all heads and running statistics.
 *
 * <p>Sent: backbone and teacher head Phi_i down; backbone and final head up. In ensemble mode all teacher heads with a
 * positive weight are sent down; with same-depth similarity all heads are sent up.
 *
 * <p>Method: client i minimises {@code scale * (CE_m + sum_{k in A_i} CE_k) + lambda * sum_{k in A_i} KD(z_k <- z_T)}
 * over the backbone, the final head and the heads of its active students A_i (active exits other than the final one);
 * the teacher's logits z_T are those of Phi_i on the client's own final feature. The server averages the backbones,
 * {@code theta = sum_i p_i theta_i}, compares the clients' final heads, solves
 * {@code Wt_i = argmin over the simplex of -Sim_i.x + mu ||x - u||^2} for each client and computes
 * {@code Phi_i = sum_j Wt_ij phi_m^j}. A client that fails keeps its previous teacher, and
 * contributes to no teacher of the round, or with {@code teacher-pool} {@code all-cached} by its latest head.
 *
 * <p>Source: Liu, Zhou, Tong, CAFEDistill, arXiv 2601.10015, Eq. 4 to 12 and 20 to 25; later Federated Personalization
 * of Early-Exit Networks, CIKM 2026. Deviations and decisions on points that the paper leaves open are listed at
 * {@link CafeDistillOptions}. Averaging heads is averaging logits because heads are linear; it is not averaging
 * probabilities.
 */
public final class CafeDistill implements Strategy<CafeDistill.Server> {
    /**
     * Server state. Its size grows with the number of clients that have trained at least once.
     *
     * @param backbone theta
     * @param lastHeads most recent upload of phi_m^j, for every client that has trained
     * @param teachers Phi_i of every client that has trained; empty in ensemble mode
     * @param teacherWeights weights of the teachers in ensemble mode, for every client that has trained; otherwise
     *     empty
     * @param similarities of clients to each other, and of each client to its teacher
     */
    public record Server(
            ParameterSet backbone,
            SortedMap<ClientId, ParameterSet> lastHeads,
            SortedMap<ClientId, ParameterSet> teachers,
            SortedMap<ClientId, Weights> teacherWeights,
            Similarities similarities) {}

    /**
     * The teacher weights of one client.
     *
     * @param positive the weights above 0
     */
    public record Weights(SortedMap<ClientId, Double> positive) {}

    /** Registers {@code cafedistill}. */
    @Citation("Liu, Zhou, Tong: CAFEDistill, arXiv 2601.10015")
    public static final class Provider extends Plugin<Strategy<?>, CafeDistillOptions> {
        /** Called by the service loader. */
        public Provider() {
            super(
                    "cafedistill",
                    "Shares the backbone; shallow exits learn from a personal weighted sum of all clients' final heads",
                    CafeDistill::new);
        }
    }

    /** State entry with the depth of the most recent distillation. */
    private static final String DEPTH = "depth";

    private final CafeDistillOptions options;
    private final TeacherMixing mixing;
    private final LinearAlgebra algebra;

    CafeDistill(CafeDistillOptions options, PluginContext context) {
        this.options = options;
        this.mixing = new TeacherMixing(options.quadraticProgram(), options.mu());
        this.algebra = context.linearAlgebra();
        if (options.quadraticProgram() == QuadraticProgram.DISTANCE_L2
                && options.teacherPool() == TeacherPool.ALL_CACHED) {
            throw new IllegalArgumentException(
                    "'quadratic-program' distance-l2 needs the distances of all pairs of clients, but 'teacher-pool'"
                            + " all-cached has pairs that were never compared; use teacher-pool sampled or another"
                            + " quadratic-program");
        }
    }

    @Override
    public Server initialize(FederationSpec federation) {
        return new Server(
                federation.initial().select(federation.layout().backbone()),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                Similarities.none());
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        Payload shared = Payload.of(server.backbone());
        return switch (options.teacherMode()) {
            case FROZEN_SEPARATE -> TeacherPayload.with(shared, teacher(server, federation, client));
            case OVERWRITE_LAST -> Payload.of(server.backbone().with(teacher(server, federation, client)));
            case ENSEMBLE -> {
                Weights weights = server.teacherWeights().get(client);
                yield weights == null
                        ? TeacherPayload.with(shared, List.of(initialHead(federation, client)), List.of(1.0))
                        : TeacherPayload.with(
                                shared,
                                weights.positive().keySet().stream()
                                        .map(server.lastHeads()::get)
                                        .toList(),
                                List.copyOf(weights.positive().values()));
            }
        };
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ParameterLayout layout = client.layout();
        Exit last = client.federation().network().finalExit();
        client.loadParameters(network);
        if (options.teacherMode() == TeacherMode.OVERWRITE_LAST && options.preset() == Preset.PAPER) {
            network.resetVelocity(layout.head(last));
        }
        int lastDepth = client.state().has(DEPTH) ? (int) client.state().vector(DEPTH)[0] : 1;
        DistillationPlan plan = DistillationPlan.of(options, last.number(), client.exits(), lastDepth);
        Objective objective = plan.objective(options, client.federation().network(), client.received());
        TrainingReport report = client.train(network, objective);
        Payload state = Payload.of(network.read(layout.heads().union(layout.buffers())));
        if (options.warmup() == Warmup.DISTILL_FIRST) {
            state = state.with(DEPTH, new float[] {plan.depth()});
        }
        return new ClientUpdate(Payload.of(network.read(uploaded(layout, last))), state, report);
    }

    private BlockSet uploaded(ParameterLayout layout, Exit last) {
        boolean allHeads = options.similarityVector() == SimilarityVector.SAME_DEPTH_PARAMETERS;
        return layout.backbone().union(allHeads ? layout.heads() : layout.head(last));
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        FederationSpec federation = round.federation();
        List<ClientId> cohort = List.copyOf(results.updates().keySet());
        // theta = sum_i p_i theta_i
        ParameterSet backbone = results.aggregate(server.backbone(), options.aggregationWeights());
        // Sim_ij
        PairwiseSimilarity similarity = new HeadComparison(options, algebra).of(server, federation, results);
        Similarities similarities = server.similarities().with(cohort, similarity.cosines());
        // phi_m^j, the most recent head of each client
        SortedMap<ClientId, ParameterSet> heads = new TreeMap<>(server.lastHeads());
        results.updates()
                .forEach((client, update) ->
                        heads.put(client, finalHead(federation, update.upload().parameters(Payload.PARAMETERS))));
        List<ClientId> pool = options.teacherPool() == TeacherPool.SAMPLED ? cohort : List.copyOf(heads.keySet());
        // Wt_i, a quadratic program for each client
        double[][] weights = mixing.rows(federation, cohort, pool, similarity, similarities);
        // Phi_i = sum_j Wt_ij phi_m^j
        List<ParameterSet> mixed = options.mixingOrder() == MixingOrder.SIMULTANEOUS
                ? WeightedSums.of(algebra, pool.stream().map(heads::get).toList(), weights)
                : oneAfterTheOther(cohort, pool, heads, weights);

        SortedMap<ClientId, ParameterSet> teachers = new TreeMap<>(server.teachers());
        SortedMap<ClientId, Weights> teacherWeights = new TreeMap<>(server.teacherWeights());
        SortedMap<ClientId, Double> toTeacher = new TreeMap<>();
        double[] cosines = IntStream.range(0, cohort.size())
                .parallel()
                .mapToDouble(i -> ParameterMath.cosine(heads.get(cohort.get(i)), mixed.get(i)))
                .toArray();
        for (int i = 0; i < cohort.size(); i++) {
            ClientId client = cohort.get(i);
            if (options.teacherMode() == TeacherMode.ENSEMBLE) {
                teacherWeights.put(client, positive(pool, weights[i]));
            } else {
                teachers.put(client, mixed.get(i));
            }
            toTeacher.put(client, cosines[i]);
        }
        Server next = new Server(backbone, heads, teachers, teacherWeights, similarities.withTeachers(toTeacher));
        return AggregationResult.of(next, TeacherMixing.metrics(cohort, pool, similarity, weights))
                .with("teacher-weights", ClientMatrix.of(cohort, pool, weights))
                .with("similarities", ClientMatrix.of(cohort, cohort, similarity.cosines()));
    }

    private static List<ParameterSet> oneAfterTheOther(
            List<ClientId> cohort, List<ClientId> pool, Map<ClientId, ParameterSet> heads, double[][] weights) {
        Map<ClientId, ParameterSet> current = new HashMap<>(heads);
        for (int i = 0; i < weights.length; i++) {
            current.put(
                    cohort.get(i),
                    ParameterMath.weightedSum(pool.stream().map(current::get).toList(), weights[i]));
        }
        return cohort.stream().map(current::get).toList();
    }

    private static ParameterSet teacher(Server server, FederationSpec federation, ClientId client) {
        ParameterSet teacher = server.teachers().get(client);
        return teacher == null ? initialHead(federation, client) : teacher;
    }

    private static ParameterSet initialHead(FederationSpec federation, ClientId client) {
        return finalHead(federation, federation.initial(client));
    }

    static ParameterSet finalHead(FederationSpec federation, ParameterSet parameters) {
        return parameters.select(federation.layout().head(federation.network().finalExit()));
    }

    private static Weights positive(List<ClientId> pool, double[] row) {
        SortedMap<ClientId, Double> positive = new TreeMap<>();
        for (int j = 0; j < row.length; j++) {
            if (row[j] > 0) {
                positive.put(pool.get(j), row[j]);
            }
        }
        return new Weights(positive);
    }

    @Override
    public Optional<Similarities> similarities(Server server) {
        return Optional.of(server.similarities());
    }

    @Override
    public String defaultCoordination() {
        return options.preset() == Preset.REFERENCE ? "least-conflict" : "progressive-depth";
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
