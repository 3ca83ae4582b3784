package org.exeunt.baselines.scaffold;

import java.util.List;
import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.LinearPenalty;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
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
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.strategies.EarlyExitLoss;
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
 * {@code c_i+ = c_i - c + (x - y) / (K eta)} (option II of the paper). The server averages the models and sets
 * {@code c = c + (1/n) sum_i (c_i+ - c_i)} over the cohort, with n the number of all clients. Blocks that a client did
 * not train keep their c_i. The linear term {@code <c - c_i, y>} is part of the reported loss.
 *
 * <p>Source: Karimireddy et al., SCAFFOLD: Stochastic Controlled Averaging for Federated Learning, ICML 2020, arXiv
 * 1910.06378, the algorithm SCAFFOLD with option II. Deviations: with momentum b, {@code K} is replaced by the factor
 * {@code sum_{k=1..K} (1 - b^k) / (1 - b)} by which K steps on a constant gradient move, because the paper has no
 * momentum; gradients include weight decay; the learning rate of the server is 1, any other is that of the run's
 * server optimiser.
 */
public final class Scaffold implements Strategy<Scaffold.Server> {
    /**
     * Options of SCAFFOLD.
     *
     * @param loss loss of every client
     * @param aggregationWeights of the mean of models, uniform in the paper
     */
    public record Options(
            @Option(value = "Early-exit loss that every client minimises", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "Weight of each client in the aggregation", defaultValue = "uniform")
                    AggregationWeights aggregationWeights) {}

    /**
     * Server state.
     *
     * @param shared backbone and all heads
     * @param control c, of the same blocks
     */
    public record Server(ParameterSet shared, ParameterSet control) {}

    /** Registers {@code scaffold}. */
    @Citation("Karimireddy et al.: SCAFFOLD: Stochastic Controlled Averaging for Federated Learning, ICML 2020,"
            + " arXiv 1910.06378")
    public static final class Plugin extends StrategyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "scaffold",
                    "FedAvg with control variates that correct the drift of clients",
                    Options.class,
                    Scaffold::new);
        }
    }

    /** Entry with c in downloads, the change of c_i in uploads, and c_i in states. */
    static final String CONTROL = "control-variate";

    private final FedAvg fedAvg;

    Scaffold(Options options, PluginContext context) {
        this.fedAvg = new FedAvg(new FedAvg.Options(options.loss(), options.aggregationWeights()), context);
    }

    @Override
    public Server initialize(FederationSpec federation) {
        ParameterSet shared = fedAvg.initialize(federation).shared();
        return new Server(shared, ParameterSet.zeros(shared.blocks()));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        Payload model = fedAvg.download(new FedAvg.Server(server.shared()), federation, client, exits);
        return model.with(
                CONTROL,
                server.control().select(model.parameters().orElseThrow().blocks()));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ParameterSet start = client.parameters();
        ParameterSet server = client.received().parameters(CONTROL);
        ParameterSet own = ownControl(client);
        ClientUpdate update = fedAvg.train(client, network, objective -> {
            BlockSet trained = objective.trainable();
            return objective.with(
                    new LinearPenalty(1, ParameterMath.subtract(server.select(trained), own.select(trained))));
        });
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
        ParameterSet shared = fedAvg.aggregate(new FedAvg.Server(server.shared()), round, results)
                .state()
                .shared();
        double fraction = 1.0 / round.federation().clients().size();
        ParameterSet control = server.control();
        for (ParameterSet change : results.parameters(CONTROL)) {
            control = control.with(ParameterMath.axpy(fraction, change, control.select(change.blocks())));
        }
        return AggregationResult.of(new Server(shared, control));
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return fedAvg.capabilities();
    }
}
