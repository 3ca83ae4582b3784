package org.exeunt.strategies.cafedistill;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
import org.exeunt.api.strategy.AggregationWeights;
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
import org.exeunt.strategies.ParameterVector;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.WeightedSums;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherExit;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherPool;
import org.exeunt.strategies.simplex.Simplex;

/**
 * Trains personal early-exit networks on one shared backbone, in which shallow exits learn from a personal teacher: a
 * weighted sum of all clients' final heads.
 *
 * <p>Shared: the backbone.
 *
 * <p>Personal: all heads and running statistics.
 *
 * <p>Sent: backbone and teacher head Phi_i down; backbone and final head up. In ensemble mode all teacher heads with a
 * positive weight are sent down.
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
     * @param similarities of clients to each other
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
    private final LinearAlgebra algebra;

    public CafeDistill(CafeDistillOptions options, PluginContext context) {
        this.options = options;
        this.algebra = context.linearAlgebra();
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
    private static ParameterSet latest(
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
        if (options.preset() == Preset.REFERENCE) {
            state = state.with(DEPTH, new float[] {plan.depth()});
        }
        return new ClientUpdate(
                Payload.of(network.read(layout.stages(last.number()).union(layout.head(last)))), state, report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        FederationSpec federation = round.federation();
        // theta = sum_i p_i theta_i
        ParameterSet backbone = results.aggregate(server.backbone(), options.aggregationWeights());
        SortedMap<ClientId, ParameterSet> heads = new TreeMap<>(server.lastHeads());
        SortedMap<ClientId, ParameterSet> teachers = new TreeMap<>(server.teachers());
        SortedMap<ClientId, Weights> teacherWeights = new TreeMap<>(server.teacherWeights());
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
            PairwiseSimilarity similarity = compareHeads(server, federation, group, head);
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
            double[][] weights = teacherWeights(federation, cohort, pool, similarities);
            // Phi_i = sum_j Wt_ij phi_m^j
            List<ParameterSet> pooled =
                    pool.stream().map(client -> heads.get(client).select(head)).toList();
            List<ParameterSet> mixed = options.preset() == Preset.REFERENCE
                    ? oneAfterTheOther(cohort, pool, pooled, weights)
                    : WeightedSums.of(algebra, pooled, weights);
            for (int i = 0; i < cohort.size(); i++) {
                ClientId client = cohort.get(i);
                if (options.teacherMode() == TeacherMode.ENSEMBLE) {
                    teacherWeights.put(client, positive(pool, weights[i]));
                } else {
                    teachers.merge(client, mixed.get(i), ParameterSet::with);
                }
            }
            cosines.putAll(ClientMatrix.of(cohort, cohort, similarity.cosines()).rows());
            shares.putAll(ClientMatrix.of(cohort, pool, weights).rows());
            double share = (double) cohort.size() / results.updates().size();
            metrics(cohort, pool, similarity, weights)
                    .forEach((name, value) -> metrics.merge(name, share * value, Double::sum));
        }
        metrics.put("quadratic-programs", (double) results.updates().size());
        return AggregationResult.of(new Server(backbone, heads, teachers, teacherWeights, similarities), metrics)
                .with("teacher-weights", new ClientMatrix(shares))
                .with("similarities", new ClientMatrix(cosines));
    }

    /**
     * Compares the clients of a cohort by how much training changed their heads. The heads that they started from are
     * not uploaded: with {@code deepest-held} and levels that change, a client's is the last one that it uploaded, or
     * its initial one.
     */
    private PairwiseSimilarity compareHeads(
            Server server, FederationSpec federation, ClientResults results, BlockSet head) {
        Map<ClientId, ParameterSet> started =
                options.teacherMode() == TeacherMode.OVERWRITE_LAST ? server.teachers() : server.lastHeads();
        return PairwiseSimilarity.of(
                algebra,
                results.updates().entrySet().stream()
                        .map(update -> ParameterVector.difference(
                                update.getValue()
                                        .upload()
                                        .parameters(Payload.PARAMETERS)
                                        .select(head),
                                latest(started, federation, update.getKey(), head)))
                        .toList());
    }

    /** Returns the weights of the pool in the teacher of each client of a cohort, {@code [cohort, pool]}. */
    private double[][] teacherWeights(
            FederationSpec federation, List<ClientId> cohort, List<ClientId> pool, Similarities similarities) {
        double[] uniform = AggregationWeights.UNIFORM.of(federation, pool);
        return cohort.stream()
                .map(client -> Simplex.weights(
                        pool.stream()
                                .mapToDouble(teacher -> similarities.between(client, teacher))
                                .toArray(),
                        options.mu(),
                        uniform))
                .toArray(double[][]::new);
    }

    /** Mixes as the reference code does: each from the heads as earlier clients' teachers have overwritten them. */
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

    /** Returns the metrics of a cohort: means over its clients. */
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
                teachers / size);
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
