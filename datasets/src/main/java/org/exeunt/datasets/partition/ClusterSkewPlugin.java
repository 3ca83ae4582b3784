package org.exeunt.datasets.partition;

import org.exeunt.api.data.Partitioner;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;
import org.exeunt.api.plugin.Source;

/** Makes the partitioner whose clients form clusters of the same classes. */
@Source("Ye et al.: Personalized Federated Learning with Inferred Collaboration Graphs, ICML 2023")
public final class ClusterSkewPlugin extends SimplePlugin<Partitioner, ClusterSkewOptions>
        implements PartitionerPlugin<ClusterSkewOptions> {
    /** Makes the plugin. */
    public ClusterSkewPlugin() {
        super(
                Partitioner.class,
                "cluster-skew",
                "Clusters of clients that hold the same few classes and no others",
                ClusterSkewOptions.class,
                ApiVersion.CURRENT,
                (options, context) -> new DealtPartitioner(
                        new ClusterSkewDeal(options, context::warn),
                        new RandomHoldOut(),
                        options.dealing().split()));
    }
}
