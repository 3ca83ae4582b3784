package org.exeunt.datasets.partition;

import org.exeunt.api.data.Partitioner;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;

/** Makes the partitioner that leaves examples with those they come from. */
public final class NaturalPlugin extends SimplePlugin<Partitioner, NaturalOptions>
        implements PartitionerPlugin<NaturalOptions> {
    /** Makes the plugin. */
    public NaturalPlugin() {
        super(
                Partitioner.class,
                "natural",
                "One client for each owner of the data, tested on its last examples of every run of equal labels, its last of all or any",
                NaturalOptions.class,
                ApiVersion.CURRENT,
                (options, context) -> new NaturalPartitioner(options, context::warn));
    }
}
