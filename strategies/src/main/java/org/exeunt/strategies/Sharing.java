package org.exeunt.strategies;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TrainableModule;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;

/**
 * Shares some blocks of the network, which the server averages over clients; a client keeps the others. Without an
 * override this is FedAvg: all blocks are shared and a client minimises the early-exit loss. A method overrides the
 * steps in which it differs: what is {@link #shared}, where a client {@link #start starts}, its {@link #objective}, how
 * it {@link #train(ClientContext, Network, Objective) trains}, what it {@link #upload sends} with which {@link #weights
 * weight}, and the {@link #state} that it keeps.
 *
 * <p>Sent: the shared blocks up to the deepest active exit and all modules down, those of them that were trained up. A
 * block that only some clients trained is averaged over these clients; a block that no client trained keeps its value.
 */
public abstract class Sharing implements Strategy<Sharing.Server> {
    /**
     * Options of the average.
     *
     * @param loss loss of every client
     * @param aggregationWeights p_i
     */
    public record Options(
            @Option(value = "Early-exit loss that every client minimises", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "Weight of each client in the aggregation", defaultValue = "data-size")
                    AggregationWeights aggregationWeights) {
        /** The defaults of both options. */
        public static final Options DEFAULT =
                new Options(new EarlyExitLoss(ExitWeights.MEAN), AggregationWeights.DATA_SIZE);
    }

    /**
     * Server state.
     *
     * @param shared the shared blocks
     * @param modules the shared modules
     */
    public record Server(ParameterSet shared, Payload modules) {
        /** Creates a state without modules. */
        public Server(ParameterSet shared) {
            this(shared, Payload.empty());
        }
    }

    private final Options options;

    /** Creates the strategy. */
    protected Sharing(Options options) {
        this.options = options;
    }

    /** Returns the factory of a {@link Plugin} whose strategy averages the given blocks, with defaults otherwise. */
    public static Function<Options, Strategy<?>> of(Function<ParameterLayout, BlockSet> shared) {
        return options -> new Sharing(options) {
            @Override
            protected BlockSet shared(ParameterLayout layout) {
                return shared.apply(layout);
            }
        };
    }

    /** Returns the blocks that are averaged. The default is all that can be trained: backbone and heads. */
    protected BlockSet shared(ParameterLayout layout) {
        return layout.trainable();
    }

    /**
     * Returns the initial values of the modules that are averaged, as vectors by name. A client receives all of them.
     * It sends those that its {@link #objective} trains as {@link TrainableModule#of modules} of these names. The
     * default is none.
     */
    protected Payload modules(FederationSpec federation) {
        return Payload.empty();
    }

    /**
     * Returns the parameters from which a client trains, which are also its personal model. The default is
     * {@link ClientContext#parameters}.
     */
    protected ParameterSet start(ClientContext client) {
        return client.parameters();
    }

    /** Returns what a client minimises. The default is the early-exit loss of its active exits. */
    protected Objective objective(ClientContext client) {
        return options.loss().objective(client);
    }

    /** Trains a network that has the client's {@link #start}. The default is one phase with the run's settings. */
    protected TrainingReport train(ClientContext client, Network network, Objective objective) {
        return client.train(network, objective);
    }

    /**
     * Returns what a client sends. The default is the shared blocks and the modules that it trained; an override adds
     * vectors by {@code super.upload(...).with("name", vector)}.
     *
     * @param network after training
     * @param objective that it was trained on, with its terms
     */
    protected Payload upload(ClientContext client, Network network, Objective objective, TrainingReport report) {
        Payload upload = Payload.of(network.read(objective.trainable().intersect(shared(client.layout()))));
        for (Map.Entry<String, ParameterSet> each : report.trained().entrySet()) {
            if (client.received().has(each.getKey())) {
                upload = upload.with(each.getKey(), each.getValue().values());
            }
        }
        return upload;
    }

    /**
     * Returns what a client keeps until its next round. The default is the blocks that are not shared, running
     * statistics included.
     *
     * @param network after training
     */
    protected Payload state(ClientContext client, Network network, TrainingReport report) {
        return Payload.of(network.read(client.layout().all().minus(shared(client.layout()))));
    }

    @Override
    public Server initialize(FederationSpec federation) {
        return new Server(federation.initial().select(shared(federation.layout())), modules(federation));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        BlockSet needed = federation.layout().prefix(exits.deepest());
        return server.modules()
                .with(
                        Payload.PARAMETERS,
                        server.shared().select(needed.intersect(server.shared().blocks())));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        network.load(start(client));
        Objective objective = objective(client);
        TrainingReport report = train(client, network, objective);
        return new ClientUpdate(upload(client, network, objective, report), state(client, network, report), report);
    }

    /**
     * Returns the weights of the clients that succeeded, in client order, at least 0 and with sum 1. They apply to the
     * aggregator and the server optimiser of the run. The default is by {@link Options#aggregationWeights}; an override
     * can read what clients sent.
     */
    protected double[] weights(ClientResults results) {
        return results.weights(options.aggregationWeights());
    }

    /**
     * Returns the modules after a round. The default combines each of them by the aggregator of the run, over the
     * clients that sent it.
     *
     * @param modules before the round
     */
    protected Payload aggregateModules(Payload modules, FederationSpec federation, ClientResults results) {
        Payload next = modules;
        for (Map.Entry<String, float[]> each : modules.vectors().entrySet()) {
            ParameterSet before =
                    TrainableModule.of(each.getKey(), each.getValue()).parameters();
            List<ParameterSet> uploads = results.updates().values().stream()
                    .map(ClientUpdate::upload)
                    .map(upload -> upload.has(each.getKey())
                            ? ParameterSet.of(before.blocks(), upload.vector(each.getKey()))
                            : before.select(before.layout().none()))
                    .toList();
            ParameterSet mean = results.withoutServerStep().aggregate(before, uploads, weights(results));
            next = next.with(each.getKey(), mean.values());
        }
        return next;
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        return AggregationResult.of(new Server(
                results.aggregate(server.shared(), results.parameters(), weights(results)),
                aggregateModules(server.modules(), round.federation(), results)));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        network.load(start(client));
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(
                StrategyCapability.INACTIVE_EXITS,
                StrategyCapability.ABSENT_BLOCKS,
                StrategyCapability.INACTIVE_FINAL_EXIT,
                StrategyCapability.AGGREGATORS,
                StrategyCapability.SERVER_OPTIMIZER);
    }
}
