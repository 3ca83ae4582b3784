package org.exeunt.datasets.partition;

import org.exeunt.api.data.Partitioner;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;

/** Makes the partitioner that deals out all examples at random in equal parts. */
public final class IidPlugin extends SimplePlugin<Partitioner, IidOptions> implements PartitionerPlugin<IidOptions> {
    /** Makes the plugin. */
    public IidPlugin() {
        super(
                Partitioner.class,
                "iid",
                "All examples dealt out at random in equal parts: every client looks alike",
                IidOptions.class,
                ApiVersion.CURRENT,
                (options, context) -> new DealtPartitioner(
                        new IidDeal(options),
                        new RandomHoldOut(),
                        options.dealing().split()));
    }
}
