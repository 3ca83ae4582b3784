package org.exeunt.datasets.partition;

import org.exeunt.api.data.Partitioner;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;
import org.exeunt.api.plugin.Source;

/** Makes the partitioner that draws for every client how its classes mix. */
@Source("Acar et al.: Federated Learning Based on Dynamic Regularization, ICLR 2021, arXiv 2111.04263")
public final class DirichletPerClientPlugin extends SimplePlugin<Partitioner, DirichletPerClientOptions>
        implements PartitionerPlugin<DirichletPerClientOptions> {
    /** Makes the plugin. */
    public DirichletPerClientPlugin() {
        super(
                Partitioner.class,
                "dirichlet-per-client",
                "Every client draws its mixture of classes, at sizes given apart from it",
                DirichletPerClientOptions.class,
                ApiVersion.CURRENT,
                (options, context) -> new DealtPartitioner(
                        new DirichletPerClientDeal(options),
                        new RandomHoldOut(),
                        options.dealing().split()));
    }
}
