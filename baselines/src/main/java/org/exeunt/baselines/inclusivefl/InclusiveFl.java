package org.exeunt.baselines.inclusivefl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Averages one model of which clients train the first stages, and lets the last stage of shallow clients follow the
 * updates of the deeper stages of deeper clients: momentum distillation.
 *
 * <p>Shared: backbone and all heads.
 *
 * <p>Personal: running statistics.
 *
 * <p>Sent: as in {@link FedAvg}, up to the deepest active exit.
 *
 * <p>Method: let client i with deepest stage l return the update {@code d_i = w_i - w} of that stage. The server
 * replaces it by {@code (1 - beta) d_i + beta D_l}, where D_l is the mean over the deeper stages k > l of
 * {@code sum_j p_j d_j / sum_j p_j}, the mean update of stage k over the clients j that trained it, or what the run's
 * aggregator returns in its place. Stages of unlike shape are left out of D_l; without any, the update is unchanged.
 * Then each block is averaged over the clients that trained it. The coordination policy decides which exits a client
 * holds: {@code budget} for those that its device can train. With {@code beta = 0}, or if all clients have the same
 * depth, this is FedAvg bit for bit.
 *
 * <p>Source: Liu et al., No One Left Behind: Inclusive Federated Learning over Heterogeneous Devices, KDD 2022, arXiv
 * 2202.08036. Deviations: a stage takes the place of a transformer layer; a client also trains the heads of its
 * shallower exits, which in this framework are the classifiers of shallower clients; stages of unlike shape, such as
 * convolutions with other numbers of channels, teach nothing, with a warning at the start of a run; running statistics
 * stay with the client.
 */
public final class InclusiveFl extends ForwardingStrategy<FedAvg.Server> {
    /**
     * Options of InclusiveFL.
     *
     * @param averaging loss of every client, and p_i
     * @param beta share of the deeper stages in an update, 0.2 in the authors' code
     */
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) FedAvg.Options averaging,
            @Option(
                            value = "Share of the updates of deeper stages in the update of a shallow client's last"
                                    + " stage",
                            min = 0,
                            max = 1,
                            defaultValue = "0.2")
                    double beta) {}

    /** Registers {@code inclusivefl}. */
    @Citation("Liu et al.: No One Left Behind: Inclusive Federated Learning over Heterogeneous Devices, KDD 2022, arXiv"
            + " 2202.08036")
    public static final class Plugin extends StrategyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "inclusivefl",
                    "Averages one model of which shallow clients' last stages follow the updates of deeper stages",
                    Options.class,
                    InclusiveFl::new);
        }
    }

    private final Options options;
    private final PluginContext context;

    InclusiveFl(Options options, PluginContext context) {
        super(new FedAvg(options.averaging(), context));
        this.options = options;
        this.context = context;
    }

    @Override
    public FedAvg.Server initialize(FederationSpec federation) {
        ParameterLayout layout = federation.layout();
        int exits = federation.network().exits();
        List<Integer> alone = IntStream.range(1, exits)
                .filter(stage -> teachers(layout, stage, exits).isEmpty())
                .boxed()
                .toList();
        if (options.beta() > 0 && !alone.isEmpty()) {
            context.warn(("no deeper stage has the shape of stage %s, so momentum distillation of 'inclusivefl' has no"
                            + " effect there")
                    .formatted(alone));
        }
        return super.initialize(federation);
    }

    @Override
    public AggregationResult<FedAvg.Server> aggregate(FedAvg.Server server, RoundContext round, ClientResults results) {
        List<ParameterSet> uploads = options.beta() > 0 ? distilled(server.shared(), results) : results.parameters();
        return AggregationResult.of(new FedAvg.Server(
                results.aggregate(server.shared(), uploads, options.averaging().aggregationWeights())));
    }

    /** Returns the uploads with the last stage of every client mixed with the deeper stages of others. */
    private List<ParameterSet> distilled(ParameterSet shared, ClientResults results) {
        List<ParameterSet> uploads = results.parameters();
        Map<Integer, ParameterSet> deeper = deeperUpdates(shared, results);
        List<ParameterSet> distilled = new ArrayList<>();
        for (ParameterSet upload : uploads) {
            ParameterSet update = deeper.get(depth(upload));
            distilled.add(
                    update == null || !upload.blocks().containsAll(update.blocks())
                            ? upload
                            : upload.with(
                                    mixed(shared.select(update.blocks()), upload.select(update.blocks()), update)));
        }
        return distilled;
    }

    /** Returns D_l by l, with the blocks of stage l; stages without deeper ones of their shape have none. */
    private Map<Integer, ParameterSet> deeperUpdates(ParameterSet shared, ClientResults results) {
        ParameterLayout layout = shared.layout();
        int[] depths = results.parameters().stream()
                .mapToInt(InclusiveFl::depth)
                .filter(depth -> depth > 0)
                .distinct()
                .sorted()
                .toArray();
        if (depths.length < 2) {
            return Map.of();
        }
        int deepest = depths[depths.length - 1];
        ParameterSet before =
                shared.select(layout.select(block -> block.role() == BlockRole.BACKBONE && block.depth() > depths[0]));
        // without the step of a server optimiser, which is taken once, after the mixing
        ParameterSet updates = ParameterMath.subtract(
                results.withoutServerStep()
                        .aggregate(before, options.averaging().aggregationWeights()),
                before);
        Map<Integer, ParameterSet> deeper = new HashMap<>();
        for (int depth : depths) {
            BlockSet last = stage(layout, depth);
            List<ParameterSet> taught = teachers(layout, depth, deepest).stream()
                    .map(teacher -> updates.select(stage(layout, teacher)))
                    .map(update -> ParameterSet.of(last, update.values()))
                    .toList();
            if (!taught.isEmpty()) {
                double[] equal = new double[taught.size()];
                Arrays.fill(equal, 1);
                deeper.put(depth, ParameterMath.weightedMean(taught, equal));
            }
        }
        return deeper;
    }

    /** Returns the values of a stage after its update was mixed with that of deeper stages. */
    private ParameterSet mixed(ParameterSet shared, ParameterSet trained, ParameterSet deeper) {
        ParameterSet update = ParameterMath.weightedSum(
                List.of(ParameterMath.subtract(trained, shared), deeper),
                new double[] {1 - options.beta(), options.beta()});
        return ParameterMath.add(shared, update);
    }

    /** Returns the stages past {@code stage}, up to {@code deepest}, whose blocks have the shapes of its blocks. */
    private static List<Integer> teachers(ParameterLayout layout, int stage, int deepest) {
        List<List<Integer>> shapes = shapes(layout, stage);
        return IntStream.rangeClosed(stage + 1, deepest)
                .filter(deeper -> shapes(layout, deeper).equals(shapes))
                .boxed()
                .toList();
    }

    private static List<List<Integer>> shapes(ParameterLayout layout, int stage) {
        return stage(layout, stage).blocks().stream().map(Block::shape).toList();
    }

    /** Returns the number of the deepest stage that a client trained; 0 if it trained none. */
    private static int depth(ParameterSet upload) {
        return upload.blocks().blocks().stream()
                .filter(block -> block.role() == BlockRole.BACKBONE)
                .mapToInt(Block::depth)
                .max()
                .orElse(0);
    }

    private static BlockSet stage(ParameterLayout layout, int stage) {
        return layout.select(block -> block.role() == BlockRole.BACKBONE && block.depth() == stage);
    }
}
