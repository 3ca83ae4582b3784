package org.exeunt.datasets.partition;

import org.exeunt.api.data.Partitioner;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;
import org.exeunt.api.plugin.Source;

/** Makes the partitioner of the FedAvg paper. */
@Source("McMahan et al.: Communication-Efficient Learning of Deep Networks, AISTATS 2017, arXiv 1602.05629")
public final class ShardsPlugin extends SimplePlugin<Partitioner, ShardsOptions>
        implements PartitionerPlugin<ShardsOptions> {
    /** Makes the plugin. */
    public ShardsPlugin() {
        super(
                Partitioner.class,
                "shards",
                "Examples sorted by class, cut into shards, some shards a client",
                ShardsOptions.class,
                ApiVersion.CURRENT,
                (options, context) -> new DealtPartitioner(
                        new ShardsDeal(options, context::warn),
                        new RandomHoldOut(),
                        options.dealing().split()));
    }
}
