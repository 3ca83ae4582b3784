package org.exeunt.strategies.cafedistill;

import java.util.ArrayList;
import java.util.IdentityHashMap;
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
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.strategies.PairwiseSimilarity;
import org.exeunt.strategies.ParameterVector;
import org.exeunt.strategies.WeightedSums;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.Preset;
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
    public static final class Plugin extends StrategyPlugin<CafeDistillOptions> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "cafedistill",
                    "Shares the backbone; shallow exits learn from a personal weighted sum of all clients' final heads",
                    CafeDistillOptions.class,
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
        if (options.teacherMode() == TeacherMode.OVERWRITE_LAST) {
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
        List<ParameterSet> uploads = results.parameters();
        ParameterSet backbone = results.aggregate(server.backbone(), options.aggregationWeights());

        List<ParameterSet> uploadedHeads = selectEach(
                uploads, federation.layout().head(federation.network().finalExit()));
        PairwiseSimilarity similarity = compare(server, federation, cohort, uploads, uploadedHeads);
        Similarities similarities = server.similarities().with(cohort, similarity.cosines());

        SortedMap<ClientId, ParameterSet> lastHeads = new TreeMap<>(server.lastHeads());
        for (int i = 0; i < cohort.size(); i++) {
            lastHeads.put(cohort.get(i), uploadedHeads.get(i));
        }
        boolean sampled = options.teacherPool() == TeacherPool.SAMPLED;
        List<ClientId> pool = sampled ? cohort : List.copyOf(lastHeads.keySet());
        double[][] rows = mixing.rows(federation, cohort, pool, similarity, similarities);
        List<ParameterSet> newTeachers =
                WeightedSums.of(algebra, sampled ? uploadedHeads : List.copyOf(lastHeads.values()), rows);

        SortedMap<ClientId, ParameterSet> teachers = new TreeMap<>(server.teachers());
        SortedMap<ClientId, Weights> teacherWeights = new TreeMap<>(server.teacherWeights());
        SortedMap<ClientId, Double> toTeacher = new TreeMap<>();
        double[] cosines = cosines(uploadedHeads, newTeachers);
        for (int i = 0; i < cohort.size(); i++) {
            ClientId client = cohort.get(i);
            if (options.teacherMode() == TeacherMode.ENSEMBLE) {
                teacherWeights.put(client, positive(pool, rows[i]));
            } else {
                teachers.put(client, newTeachers.get(i));
            }
            toTeacher.put(client, cosines[i]);
        }
        Server next = new Server(backbone, lastHeads, teachers, teacherWeights, similarities.withTeachers(toTeacher));
        return AggregationResult.of(next, metrics(cohort, pool, similarity, rows))
                .with("teacher-weights", ClientMatrix.of(cohort, pool, rows))
                .with("similarities", ClientMatrix.of(cohort, cohort, similarity.cosines()));
    }

    private static double[] cosines(List<ParameterSet> heads, List<ParameterSet> teachers) {
        return IntStream.range(0, heads.size())
                .parallel()
                .mapToDouble(i -> ParameterMath.cosine(heads.get(i), teachers.get(i)))
                .toArray();
    }

    private PairwiseSimilarity compare(
            Server server,
            FederationSpec federation,
            List<ClientId> cohort,
            List<ParameterSet> uploads,
            List<ParameterSet> uploadedHeads) {
        return switch (options.similarityVector()) {
            case LAST_HEAD_PARAMETERS -> PairwiseSimilarity.of(algebra, vectors(uploadedHeads));
            case LAST_HEAD_DELTA -> {
                List<ParameterVector> changes = new ArrayList<>();
                // one entry if all clients have the same initial parameters
                Map<ParameterSet, ParameterSet> initialHeads = new IdentityHashMap<>();
                for (int i = 0; i < cohort.size(); i++) {
                    changes.add(ParameterVector.difference(
                            uploadedHeads.get(i), headBeforeTraining(server, federation, cohort.get(i), initialHeads)));
                }
                yield PairwiseSimilarity.of(algebra, changes);
            }
            case SAME_DEPTH_PARAMETERS ->
                PairwiseSimilarity.combine(federation.network().allExits().asList().stream()
                        .map(exit -> PairwiseSimilarity.of(
                                algebra,
                                vectors(selectEach(uploads, federation.layout().head(exit)))))
                        .toList());
        };
    }

    private static List<ParameterVector> vectors(List<ParameterSet> sets) {
        return sets.stream().map(ParameterVector::of).toList();
    }

    /**
     * Returns the final head that a client of this round started from, so that clients need not upload it.
     *
     * @param initialHeads cache of final heads by initial parameters
     */
    private ParameterSet headBeforeTraining(
            Server server, FederationSpec federation, ClientId client, Map<ParameterSet, ParameterSet> initialHeads) {
        ParameterSet head = options.teacherMode() == TeacherMode.OVERWRITE_LAST
                ? server.teachers().get(client)
                : server.lastHeads().get(client);
        return head == null
                ? initialHeads.computeIfAbsent(federation.initial(client), initial -> finalHead(federation, initial))
                : head;
    }

    private static ParameterSet teacher(Server server, FederationSpec federation, ClientId client) {
        ParameterSet teacher = server.teachers().get(client);
        return teacher == null ? initialHead(federation, client) : teacher;
    }

    private static ParameterSet initialHead(FederationSpec federation, ClientId client) {
        return finalHead(federation, federation.initial(client));
    }

    private static ParameterSet finalHead(FederationSpec federation, ParameterSet parameters) {
        return parameters.select(federation.layout().head(federation.network().finalExit()));
    }

    private static List<ParameterSet> selectEach(List<ParameterSet> sets, BlockSet blocks) {
        return sets.stream().map(set -> set.select(blocks)).toList();
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

    private static Map<String, Double> metrics(
            List<ClientId> cohort, List<ClientId> pool, PairwiseSimilarity similarity, double[][] rows) {
        double sum = 0;
        double self = 0;
        double teachers = 0;
        int size = cohort.size();
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                sum += i == j ? 0 : similarity.cosines()[i][j];
            }
            self += rows[i][pool.indexOf(cohort.get(i))];
            for (double weight : rows[i]) {
                teachers += weight > 0 ? 1 : 0;
            }
        }
        return Map.of(
                "mean-similarity",
                size < 2 ? 0 : sum / (size * (size - 1.0)),
                "mean-self-weight",
                self / size,
                "mean-teachers",
                teachers / size,
                "quadratic-programs",
                (double) size);
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
                StrategyCapability.INACTIVE_EXITS, StrategyCapability.ABSENT_BLOCKS, StrategyCapability.AGGREGATORS);
    }
}
