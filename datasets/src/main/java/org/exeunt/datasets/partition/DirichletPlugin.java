package org.exeunt.datasets.partition;

import org.exeunt.api.data.Partitioner;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;
import org.exeunt.api.plugin.Source;

/** Makes the partitioner that draws for every class how it spreads over the clients. */
@Source(
        "Hsu, Qi, Brown: Measuring the Effects of Non-Identical Data Distribution, arXiv 1909.06335; as dealt by PFLlib")
public final class DirichletPlugin extends SimplePlugin<Partitioner, DirichletOptions>
        implements PartitionerPlugin<DirichletOptions> {
    /** Makes the plugin. */
    public DirichletPlugin() {
        super(
                Partitioner.class,
                "dirichlet",
                "Every class spread over the clients by a Dirichlet draw: small alpha, unlike clients",
                DirichletOptions.class,
                ApiVersion.CURRENT,
                (options, context) -> new DealtPartitioner(
                        new DirichletDeal(options),
                        new RandomHoldOut(),
                        options.dealing().split()));
    }
}
