package org.exeunt.baselines.depthfl;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.LinearPenalty;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
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
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.ProximalStrengthCheck;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.SigmoidRamp;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Averages one model with mutual distillation between the exits of each client and the dynamic regularisation of
 * FedDyn; a client may hold only the first stages.
 *
 * <p>Shared: backbone and all heads.
 *
 * <p>Personal: the gradient memory g_i and running statistics.
 *
 * <p>Sent: as in {@link FedAvg}, up to the deepest active exit; g_i is never sent.
 *
 * <p>Method: client i with l active exits minimises {@code sum_k CE_k + u(t)/(l-1) sum_k sum_{j != k} KL(p_j || p_k) -
 * <w, g_i> + (alpha/2) ||w - w^t||^2} without gradients into the teachers p_j; then
 * {@code g_i <- g_i - alpha (w_i - w^t)}. For a block that c of the n clients of the federation sent, the server
 * computes their mean, {@code h <- h - alpha (c/n) (mean - w^t)} and {@code w^{t+1} = mean - h/alpha}. With a server
 * optimiser, {@code w^{t+1}} starts from the result of its step instead of the mean; h does not. A block that no client
 * sent keeps its value. {@code u(t) = exp(-5 (1 - min(t-1, R)/R)^2)}, with R the {@code ramp-rounds}. The coordination
 * policy decides which exits a client holds: all by default, {@code capacity} for the depths of the paper.
 *
 * <p>Source: Kim, Yu, Kim, Moon, DepthFL: Depthwise Federated Learning for Heterogeneous Clients, ICLR 2023, with
 * FedDyn (arXiv 2111.04263). Deviations: heads are those of the network, without the bottleneck layers of the original;
 * no constant is added to the teachers' probabilities, which are computed as logarithms; running statistics stay with
 * the client; c is counted per block, so that the correction is also right for heads that a policy leaves out.
 */
public final class DepthFl implements Strategy<DepthFl.Server> {
    /**
     * Server state.
     *
     * @param shared w, backbone and all heads
     * @param correction h of the same blocks; without blocks if there is no correction
     */
    public record Server(ParameterSet shared, ParameterSet correction) {}

    /** State entry with g_i. */
    static final String MEMORY = "gradient-memory";

    private static final double TEMPERATURE = 1;

    private final DepthFlOptions options;
    private final EarlyExitLoss loss;
    private final Sharing averaging;
    private final PluginContext context;

    public DepthFl(DepthFlOptions options, PluginContext context) {
        this.options = options;
        this.loss = options.loss();
        this.averaging = new Sharing(new Sharing.Options(options.loss(), options.aggregationWeights())) {
            @Override
            protected Objective objective(ClientContext client) {
                Objective distilling = withDistillation(super.objective(client), client);
                return options.feddyn() ? regularised(distilling, client) : distilling;
            }
        };
        this.context = context;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        if (options.feddyn()) {
            ProximalStrengthCheck.warn(context, federation, "alpha", options.squaredDistance() ? options.alpha() : 0);
        }
        ParameterSet shared = averaging.initialize(federation).shared();
        boolean hasCorrection = options.feddyn() && options.preset() == Preset.PAPER;
        return new Server(
                shared,
                ParameterSet.zeros(
                        hasCorrection ? shared.blocks() : federation.layout().none()));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return averaging.download(new Sharing.Server(server.shared()), federation, client, exits);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ClientUpdate update = averaging.train(client, network);
        if (!options.feddyn()) {
            return update;
        }
        ParameterSet trained = update.upload().parameters().orElseThrow();
        ParameterSet change =
                ParameterMath.subtract(trained, client.parameters().select(trained.blocks()));
        ParameterSet memory = updatedMemory(memory(client, trained.blocks()), change);
        return new ClientUpdate(update.upload(), update.state().with(MEMORY, memory), update.report());
    }

    /** Returns the objective with distillation from every active exit to every other one. */
    private Objective withDistillation(Objective objective, ClientContext client) {
        ExitSet learning = loss.learning(client);
        if (!options.distillation() || learning.size() < 2) {
            return objective;
        }
        double weight = new SigmoidRamp(options.rampRounds()).at(client.round()) / (learning.size() - 1);
        Objective withDistillation = objective;
        for (Exit student : learning) {
            for (Exit teacher : learning.minus(student)) {
                withDistillation = withDistillation.with(
                        new Distillation(student, Teacher.live(teacher), weight, TEMPERATURE, true));
            }
        }
        return withDistillation;
    }

    /** Returns the objective with the terms of FedDyn. */
    private Objective regularised(Objective objective, ClientContext client) {
        BlockSet trained = objective.trainable();
        return objective
                .with(new LinearPenalty(-1, memory(client, trained).select(trained)))
                .with(new ProximalPenalty(
                        options.alpha(), client.parameters().select(trained), options.squaredDistance()));
    }

    /** Returns g_i of every block that the client has ever trained and of {@code blocks}; initially zero. */
    private static ParameterSet memory(ClientContext client, BlockSet blocks) {
        ParameterSet zeros = ParameterSet.zeros(blocks);
        return client.state().has(MEMORY) ? zeros.with(client.state().parameters(MEMORY)) : zeros;
    }

    /** Returns {@code g - alpha * change}; blocks of g that are not in {@code change} are unchanged. */
    ParameterSet updatedMemory(ParameterSet memory, ParameterSet change) {
        return memory.with(ParameterMath.axpy(-options.alpha(), change, memory.select(change.blocks())));
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        ParameterSet correction = server.correction();
        if (correction.blocks().isEmpty()) {
            return AggregationResult.of(
                    new Server(results.aggregate(server.shared(), options.aggregationWeights()), correction));
        }
        // h adds up what clients changed, as their g_i do, and not the steps of a server optimiser
        ClientResults uploaded = results.withoutServerStep();
        ParameterSet mean = uploaded.aggregate(server.shared(), options.aggregationWeights());
        ParameterSet shared =
                uploaded == results ? mean : results.aggregate(server.shared(), options.aggregationWeights());
        for (Map.Entry<Integer, BlockSet> group :
                bySenders(correction.layout(), results).entrySet()) {
            BlockSet blocks = group.getValue();
            double fraction =
                    (double) group.getKey() / round.federation().clients().size();
            ParameterSet change =
                    ParameterMath.subtract(mean.select(blocks), server.shared().select(blocks));
            ParameterSet h = ParameterMath.axpy(-options.alpha() * fraction, change, correction.select(blocks));
            correction = correction.with(h);
            shared = shared.with(ParameterMath.axpy(-1 / options.alpha(), h, shared.select(blocks)));
        }
        return AggregationResult.of(new Server(shared, correction));
    }

    /** Returns the blocks that some client sent, by the number of clients that sent them. */
    private static SortedMap<Integer, BlockSet> bySenders(ParameterLayout layout, ClientResults results) {
        Map<Block, Integer> senders = new HashMap<>();
        for (ParameterSet upload : results.parameters()) {
            upload.blocks().blocks().forEach(block -> senders.merge(block, 1, Integer::sum));
        }
        SortedMap<Integer, BlockSet> groups = new TreeMap<>();
        for (int count : new TreeSet<>(senders.values())) {
            groups.put(count, layout.select(block -> senders.getOrDefault(block, 0) == count));
        }
        return groups;
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return averaging.capabilities();
    }
}
