package org.exeunt.datasets.partition;

import org.exeunt.api.data.Partitioner;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;

/** Makes the partitioner that gives every client a few classes. */
public final class PathologicalPlugin extends SimplePlugin<Partitioner, PathologicalOptions>
        implements PartitionerPlugin<PathologicalOptions> {
    /** Makes the plugin. */
    public PathologicalPlugin() {
        super(
                Partitioner.class,
                "pathological",
                "A few classes a client, each shared by as many clients",
                PathologicalOptions.class,
                ApiVersion.CURRENT,
                (options, context) -> new DealtPartitioner(
                        new PathologicalDeal(options, context::warn),
                        new RandomHoldOut(),
                        options.dealing().split()));
    }
}
