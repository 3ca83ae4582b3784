package org.exeunt.baselines.scaffold;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.LinearPenalty;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * {@link FedAvg} in which control variates, estimates of gradients of server and client, correct every local step.
 *
 * <p>Shared: backbone and all heads, and the control variate c of the server.
 *
 * <p>Personal: the control variate c_i of the client, and running statistics.
 *
 * <p>Sent: backbone, heads and c down; backbone, heads and the change of c_i up. Twice the bytes of FedAvg.
 *
 * <p>Method: a local step follows {@code g(y) - c_i + c}. After K steps from x to y,
 * {@code c_i+ = c_i - c + (x - y) / (K eta)} (option II of the paper). The server averages the models and keeps, for
 * each block b, {@code c_b = (1/n_b) sum_i c_i}. Of the s clients that have taken part so far, s_b have trained the
 * block, and {@code n_b = n s_b / s} estimates how many of all n clients do; it is n, as in the paper, for blocks that
 * all train. Blocks that a client did not train keep their c_i. The linear term {@code <c - c_i, y>} is part of the
 * reported loss.
 *
 * <p>Source: Karimireddy et al., SCAFFOLD: Stochastic Controlled Averaging for Federated Learning, ICML 2020, arXiv
 * 1910.06378, the algorithm SCAFFOLD with option II. Deviations: with momentum b, {@code K} is replaced by the factor
 * {@code sum_{k=1..K} (1 - b^k) / (1 - b)} by which K steps on a constant gradient move, because the paper has no
 * momentum; gradients include weight decay; n_b replaces n, because in the paper every client trains the whole model;
 * the learning rate of the server is 1, any other is that of the run's server optimiser.
 */
public final class Scaffold implements Strategy<Scaffold.Server> {
    /**
     * Options of SCAFFOLD.
     *
     * @param loss loss of every client
     */
    public record Options(
            @Option(value = "Early-exit loss that every client minimises", defaultValue = "{}") EarlyExitLoss loss) {}

    /**
     * Server state.
     *
     * @param shared backbone and all heads
     * @param control c, of the same blocks
     * @param trained of each client that has taken part, the positions in the layout of the blocks that it has trained,
     *     as the words of a {@link BitSet}
     */
    public record Server(ParameterSet shared, ParameterSet control, SortedMap<ClientId, List<Long>> trained) {}

    /** Entry with c in downloads, the change of c_i in uploads, and c_i in states. */
    static final String CONTROL = "control-variate";

    private final Sharing averaging;

    public Scaffold(Options options) {
        // c is a uniform mean of c_i: with other weights, the corrections of the clients would not add up to 0
        this.averaging = new Sharing(new Sharing.Options(options.loss(), AggregationWeights.UNIFORM)) {
            @Override
            protected Objective objective(ClientContext client) {
                Objective loss = super.objective(client);
                BlockSet trained = loss.trainable();
                ParameterSet server = client.received().parameters(CONTROL).select(trained);
                ParameterSet own = ownControl(client).select(trained);
                return loss.with(new LinearPenalty(1, ParameterMath.subtract(server, own)));
            }
        };
    }

    @Override
    public Server initialize(FederationSpec federation) {
        federation.training(Round.START).requireSgd();
        ParameterSet shared = averaging.initialize(federation).shared();
        return new Server(shared, ParameterSet.zeros(shared.blocks()), new TreeMap<>());
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        Payload model = averaging.download(new Sharing.Server(server.shared()), federation, client, exits);
        return model.with(
                CONTROL,
                server.control().select(model.parameters().orElseThrow().blocks()));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ParameterSet start = client.parameters();
        ParameterSet server = client.received().parameters(CONTROL);
        ParameterSet own = ownControl(client);
        ClientUpdate update = averaging.train(client, network);
        ParameterSet end = update.upload().parameters().orElseThrow();
        BlockSet trained = end.blocks();
        ParameterSet next = own.select(trained);
        double distance =
                distanceOnConstantGradient(client.training(), update.report().steps());
        if (distance > 0) {
            next = nextControl(next, server.select(trained), start.select(trained), end, distance);
        }
        return new ClientUpdate(
                update.upload().with(CONTROL, ParameterMath.subtract(next, own.select(trained))),
                update.state().with(CONTROL, own.with(next)),
                update.report());
    }

    /** Returns c_i of all blocks, initially zero. */
    private static ParameterSet ownControl(ClientContext client) {
        return client.state().has(CONTROL)
                ? client.state().parameters(CONTROL)
                : ParameterSet.zeros(client.layout().trainable());
    }

    /**
     * Returns the distance that SGD with momentum b from zero velocity covers in some steps on a constant gradient of
     * norm 1: {@code eta sum_{k=1..K} (1 - b^k) / (1 - b)}, which is {@code eta K} without momentum.
     */
    static double distanceOnConstantGradient(LocalTraining training, long steps) {
        double velocity = 0;
        double distance = 0;
        for (long step = 0; step < steps; step++) {
            velocity = training.momentum() * velocity + 1;
            distance += training.learningRate() * velocity;
        }
        return distance;
    }

    /** Returns {@code c_i - c + (x - y) / distance}. */
    static ParameterSet nextControl(
            ParameterSet own, ParameterSet server, ParameterSet start, ParameterSet end, double distance) {
        return ParameterMath.weightedSum(
                List.of(own, server, start, end), new double[] {1, -1, 1 / distance, -1 / distance});
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        ParameterSet shared = averaging
                .aggregate(new Sharing.Server(server.shared()), round, results)
                .state()
                .shared();
        SortedMap<ClientId, List<Long>> trained = trained(server.trained(), results);
        ParameterSet control = meanControl(
                server.control(),
                results.parameters(CONTROL),
                holders(server.trained(), round.federation()),
                holders(trained, round.federation()));
        return AggregationResult.of(new Server(shared, control, trained));
    }

    /** Returns the blocks that each client has trained, after the results of a round. */
    private static SortedMap<ClientId, List<Long>> trained(
            SortedMap<ClientId, List<Long>> before, ClientResults results) {
        SortedMap<ClientId, List<Long>> trained = new TreeMap<>(before);
        results.updates().forEach((client, update) -> {
            BlockSet sent = update.upload().parameters(CONTROL).blocks();
            Set<Block> blocks = new HashSet<>(sent.blocks());
            List<Block> layout = sent.layout().blocks();
            BitSet positions = positions(before.getOrDefault(client, List.of()));
            for (int i = 0; i < layout.size(); i++) {
                if (blocks.contains(layout.get(i))) {
                    positions.set(i);
                }
            }
            trained.put(client, LongStream.of(positions.toLongArray()).boxed().toList());
        });
        return trained;
    }

    private static BitSet positions(List<Long> words) {
        return BitSet.valueOf(words.stream().mapToLong(Long::longValue).toArray());
    }

    /**
     * Returns n_b of every block: the number of clients of the federation, times the part of the clients so far that
     * have trained the block; 0 before the first round.
     */
    private static Map<Block, Double> holders(SortedMap<ClientId, List<Long>> trained, FederationSpec federation) {
        List<Block> blocks = federation.layout().blocks();
        int[] counts = new int[blocks.size()];
        trained.values().forEach(words -> positions(words).stream().forEach(block -> counts[block]++));
        double clients = federation.clients().size();
        Map<Block, Double> holders = new HashMap<>();
        for (int i = 0; i < counts.length; i++) {
            holders.put(blocks.get(i), trained.isEmpty() ? 0 : clients * counts[i] / trained.size());
        }
        return holders;
    }

    /**
     * Returns c after a round: {@code n_b c_b} grows by the changes of the cohort and so remains the sum of all c_i.
     *
     * @param before n_b before the round
     * @param after n_b after it
     */
    private static ParameterSet meanControl(
            ParameterSet control, List<ParameterSet> changes, Map<Block, Double> before, Map<Block, Double> after) {
        float[] next = new float[control.layout().size()];
        control.copyToFlat(next);
        for (Block block : control.blocks().blocks()) {
            double ratio = before.get(block) / after.get(block);
            // 0 / 0 for a block that no client has trained
            if (ratio != 1 && !Double.isNaN(ratio)) {
                for (int i = block.offset(); i < block.end(); i++) {
                    next[i] = (float) (ratio * next[i]);
                }
            }
        }
        float[] added = new float[next.length];
        for (ParameterSet change : changes) {
            change.copyToFlat(added);
            for (Block block : change.blocks().blocks()) {
                double fraction = 1 / after.get(block);
                for (int i = block.offset(); i < block.end(); i++) {
                    next[i] = (float) (fraction * added[i] + next[i]);
                }
            }
        }
        return ParameterSet.fromFlat(control.blocks(), next);
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return averaging.capabilities();
    }
}
