package org.exeunt.baselines.fedbn;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Averages backbone and heads of all clients, except batch norm, which every client trains for itself.
 *
 * <p>Shared: backbone and all heads, without batch norm.
 *
 * <p>Personal: scales and offsets of batch norm, and running statistics.
 *
 * <p>Sent: what is shared, both ways, up to the deepest active exit.
 *
 * <p>Method: FedAvg in which the average leaves out the parameters of batch norm. They adapt each client's features to
 * the distribution of its inputs. In a network without batch norm this is FedAvg bit for bit, and a warning is
 * reported.
 *
 * <p>Source: Li, Jiang, Zhang, Kamp, Dou, FedBN: Federated Learning on Non-IID Features via Local Batch Normalization,
 * ICLR 2021, arXiv 2102.07623, the algorithm FedBN. Deviations: clients minimise the early-exit loss instead of the loss
 * of a network with one exit; clients are weighted by data size by default.
 */
public final class FedBn extends ForwardingStrategy<FedAvg.Server> {
    /** Registers {@code fedbn}. */
    @Citation("Li et al.: FedBN: Federated Learning on Non-IID Features via Local Batch Normalization, ICLR 2021,"
            + " arXiv 2102.07623")
    public static final class Plugin extends StrategyPlugin<FedAvg.Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "fedbn",
                    "Averages everything except batch norm, which stays personal",
                    FedAvg.Options.class,
                    FedBn::new);
        }
    }

    private final PluginContext context;

    FedBn(FedAvg.Options options, PluginContext context) {
        super(new FedAvg(options, context));
        this.context = context;
    }

    /** Returns the scales and offsets of batch norm: the blocks {@code gamma} and {@code beta} of a running mean. */
    static BlockSet batchNorm(ParameterLayout layout) {
        Set<String> normed = layout.buffers().blocks().stream()
                .map(Block::name)
                .filter(name -> name.endsWith("mean"))
                .map(name -> name.substring(0, name.length() - "mean".length()))
                .flatMap(layer -> Stream.of(layer + "gamma", layer + "beta"))
                .collect(Collectors.toSet());
        return layout.select(block -> normed.contains(block.name()));
    }

    @Override
    public FedAvg.Server initialize(FederationSpec federation) {
        BlockSet batchNorm = batchNorm(federation.layout());
        if (batchNorm.isEmpty()) {
            context.warn("The network has no batch norm with scales and offsets, so that 'fedbn' equals 'fedavg'."
                    + " Choose a backbone with batch norm, such as resnet18, or 'fedavg'.");
        }
        ParameterSet all = super.initialize(federation).shared();
        return new FedAvg.Server(all.select(all.blocks().minus(batchNorm)));
    }

    @Override
    public Payload download(FedAvg.Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        BlockSet needed = federation.layout().prefix(exits.deepest());
        return Payload.of(server.shared().select(needed.minus(batchNorm(federation.layout()))));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ClientUpdate update = super.train(client, network);
        BlockSet batchNorm = batchNorm(client.layout());
        ParameterSet trained = update.upload().parameters().orElseThrow();
        Payload upload = Payload.of(trained.select(trained.blocks().minus(batchNorm)));
        Payload state = Payload.of(network.read(client.layout().buffers().union(batchNorm)));
        return new ClientUpdate(upload, state, update.report());
    }
}
