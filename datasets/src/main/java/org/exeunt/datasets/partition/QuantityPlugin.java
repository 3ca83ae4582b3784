package org.exeunt.datasets.partition;

import org.exeunt.api.data.Partitioner;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;

/** Makes the partitioner whose clients differ by the number of their examples alone. */
public final class QuantityPlugin extends SimplePlugin<Partitioner, QuantityOptions>
        implements PartitionerPlugin<QuantityOptions> {
    /** Makes the plugin. */
    public QuantityPlugin() {
        super(
                Partitioner.class,
                "quantity",
                "All examples dealt out at random in parts of unlike sizes: clients differ by how much they have",
                QuantityOptions.class,
                ApiVersion.CURRENT,
                (options, context) -> new DealtPartitioner(
                        new QuantityDeal(options),
                        new RandomHoldOut(),
                        options.dealing().split()));
    }
}
