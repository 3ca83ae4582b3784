package org.exeunt.strategies.cafedistill;

import java.util.ArrayList;
import java.util.EnumSet;
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
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherExit;
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
 * contributes to no teacher of the round, or with {@code teacher-pool} {@code all-cached} by its latest head. With
 * {@code teacher-exit} {@code deepest-held}, m is the deepest exit that a client trains, and teachers are sums over
 * clients with the same m.
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
     * @param lastHeads most recent upload of phi_m^j of each m that it had, for every client that has trained
     * @param teachers Phi_i of every client that has trained, also of each m; empty in ensemble mode
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

    /** State entry with the depth of the most recent distillation. */
    private static final String DEPTH = "depth";

    private final CafeDistillOptions options;
    private final TeacherMixing mixing;
    private final LinearAlgebra algebra;

    public CafeDistill(CafeDistillOptions options, PluginContext context) {
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
        Exit teaching = teaching(federation, exits);
        BlockSet head = federation.layout().head(teaching);
        ParameterSet stages = server.backbone().select(federation.layout().stages(teaching.number()));
        ParameterSet teacher = latest(server.teachers(), federation, client, head);
        return switch (options.teacherMode()) {
            case FROZEN_SEPARATE -> TeacherPayload.with(Payload.of(stages), teacher);
            case OVERWRITE_LAST -> Payload.of(stages.with(teacher));
            case ENSEMBLE -> {
                SortedMap<ClientId, Double> weights = new TreeMap<>();
                if (server.teacherWeights().containsKey(client)) {
                    weights.putAll(server.teacherWeights().get(client).positive());
                }
                // the level of the client, and with it the teaching exit, may differ from that of the weights
                weights.keySet().removeIf(other -> !has(server.lastHeads(), other, head));
                yield weights.isEmpty()
                        ? TeacherPayload.with(Payload.of(stages), List.of(teacher), List.of(1.0))
                        : TeacherPayload.with(
                                Payload.of(stages),
                                weights.keySet().stream()
                                        .map(other ->
                                                server.lastHeads().get(other).select(head))
                                        .toList(),
                                List.copyOf(weights.values()));
            }
        };
    }

    /** Returns the exit that teaches a client with the given active exits. */
    private Exit teaching(FederationSpec federation, ExitSet active) {
        return options.teacherExit() == TeacherExit.FINAL
                ? federation.network().finalExit()
                : new Exit(active.deepest());
    }

    /** Returns the head of a client among the given ones; its initial head if they lack it. */
    static ParameterSet latest(
            Map<ClientId, ParameterSet> heads, FederationSpec federation, ClientId client, BlockSet head) {
        return (has(heads, client, head) ? heads.get(client) : federation.initial(client)).select(head);
    }

    private static boolean has(Map<ClientId, ParameterSet> heads, ClientId client, BlockSet head) {
        return heads.containsKey(client) && heads.get(client).blocks().containsAll(head);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ParameterLayout layout = client.layout();
        Exit last = teaching(client.federation(), client.exits());
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
        return layout.stages(last.number())
                .union(allHeads ? layout.heads(ExitSet.upTo(last.number())) : layout.head(last));
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        FederationSpec federation = round.federation();
        // theta = sum_i p_i theta_i
        ParameterSet backbone = results.aggregate(server.backbone(), options.aggregationWeights());
        SortedMap<ClientId, ParameterSet> heads = new TreeMap<>(server.lastHeads());
        SortedMap<ClientId, ParameterSet> teachers = new TreeMap<>(server.teachers());
        SortedMap<ClientId, Weights> teacherWeights = new TreeMap<>(server.teacherWeights());
        SortedMap<ClientId, Double> toTeacher = new TreeMap<>();
        Similarities similarities = server.similarities();
        SortedMap<ClientId, SortedMap<ClientId, Double>> cosines = new TreeMap<>();
        SortedMap<ClientId, SortedMap<ClientId, Double>> shares = new TreeMap<>();
        Map<String, Double> metrics = new TreeMap<>();
        // clients with the same teaching exit; all of the cohort if the final exit teaches
        for (Exit exit : federation.network().allExits()) {
            ClientResults group = results.group("exit-" + exit, (client, update) -> teaching(
                            federation, round.exits().get(client))
                    .equals(exit));
            List<ClientId> cohort = List.copyOf(group.updates().keySet());
            if (cohort.isEmpty()) {
                continue;
            }
            BlockSet head = federation.layout().head(exit);
            // Sim_ij
            PairwiseSimilarity similarity = new HeadComparison(options, algebra).of(server, federation, group, exit);
            similarities = similarities.with(cohort, similarity.cosines());
            // phi_m^j, the most recent head of each client
            group.updates()
                    .forEach((client, update) -> heads.merge(
                            client,
                            update.upload().parameters(Payload.PARAMETERS).select(head),
                            ParameterSet::with));
            List<ClientId> pool = options.teacherPool() == TeacherPool.SAMPLED
                    ? cohort
                    : heads.keySet().stream()
                            .filter(client -> has(heads, client, head))
                            .toList();
            // Wt_i, a quadratic program for each client
            double[][] weights = mixing.rows(federation, cohort, pool, similarity, similarities);
            // Phi_i = sum_j Wt_ij phi_m^j
            List<ParameterSet> pooled =
                    pool.stream().map(client -> heads.get(client).select(head)).toList();
            List<ParameterSet> mixed = options.mixingOrder() == MixingOrder.SIMULTANEOUS
                    ? WeightedSums.of(algebra, pooled, weights)
                    : oneAfterTheOther(cohort, pool, pooled, weights);
            double[] own = IntStream.range(0, cohort.size())
                    .parallel()
                    .mapToDouble(
                            i -> ParameterMath.cosine(heads.get(cohort.get(i)).select(head), mixed.get(i)))
                    .toArray();
            for (int i = 0; i < cohort.size(); i++) {
                ClientId client = cohort.get(i);
                if (options.teacherMode() == TeacherMode.ENSEMBLE) {
                    teacherWeights.put(client, positive(pool, weights[i]));
                } else {
                    teachers.merge(client, mixed.get(i), ParameterSet::with);
                }
                toTeacher.put(client, own[i]);
            }
            cosines.putAll(ClientMatrix.of(cohort, cohort, similarity.cosines()).rows());
            shares.putAll(ClientMatrix.of(cohort, pool, weights).rows());
            double share = (double) cohort.size() / results.updates().size();
            TeacherMixing.metrics(cohort, pool, similarity, weights)
                    .forEach((name, value) -> metrics.merge(name, share * value, Double::sum));
        }
        metrics.put("quadratic-programs", (double) results.updates().size());
        similarities = similarities.withTeachers(toTeacher);
        return AggregationResult.of(new Server(backbone, heads, teachers, teacherWeights, similarities), metrics)
                .with("teacher-weights", new ClientMatrix(shares))
                .with("similarities", new ClientMatrix(cosines));
    }

    private static List<ParameterSet> oneAfterTheOther(
            List<ClientId> cohort, List<ClientId> pool, List<ParameterSet> heads, double[][] weights) {
        List<ParameterSet> current = new ArrayList<>(heads);
        List<ParameterSet> mixed = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            mixed.add(ParameterMath.weightedSum(current, weights[i]));
            current.set(pool.indexOf(cohort.get(i)), mixed.get(i));
        }
        return mixed;
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
        Set<StrategyCapability> all = EnumSet.allOf(StrategyCapability.class);
        if (options.teacherExit() == TeacherExit.FINAL) {
            all.remove(StrategyCapability.INACTIVE_FINAL_EXIT);
        }
        return all;
    }
}
