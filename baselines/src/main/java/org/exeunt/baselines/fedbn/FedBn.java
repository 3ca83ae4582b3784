package org.exeunt.baselines.fedbn;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.Sharing;

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
public final class FedBn extends Sharing {

    private final PluginContext context;

    public FedBn(Options options, PluginContext context) {
        super(options);
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
    protected BlockSet shared(ParameterLayout layout) {
        return layout.trainable().minus(batchNorm(layout));
    }

    @Override
    public Server initialize(FederationSpec federation) {
        if (batchNorm(federation.layout()).isEmpty()) {
            context.warn("The network has no batch norm with scales and offsets, so that 'fedbn' equals 'fedavg'."
                    + " Choose a backbone with batch norm, such as resnet18, or 'fedavg'.");
        }
        return super.initialize(federation);
    }
}
