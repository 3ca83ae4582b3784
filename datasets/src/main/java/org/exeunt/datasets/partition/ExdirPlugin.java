package org.exeunt.datasets.partition;

import org.exeunt.api.data.Partitioner;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;
import org.exeunt.api.plugin.Source;

/** Makes the partitioner that draws which classes a client may hold, then how they spread. */
@Source("Li, Lyu: Convergence Analysis of Sequential Federated Learning, NeurIPS 2023, arXiv 2311.03154")
public final class ExdirPlugin extends SimplePlugin<Partitioner, ExdirOptions>
        implements PartitionerPlugin<ExdirOptions> {
    /** Makes the plugin. */
    public ExdirPlugin() {
        super(
                Partitioner.class,
                "exdir",
                "A few random classes a client, each spread over its holders by a Dirichlet draw",
                ExdirOptions.class,
                ApiVersion.CURRENT,
                (options, context) -> new DealtPartitioner(
                        new ExdirDeal(options),
                        new RandomHoldOut(),
                        options.dealing().split()));
    }
}
