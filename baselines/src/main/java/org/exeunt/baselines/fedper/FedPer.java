package org.exeunt.baselines.fedper;

import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.strategies.BackboneAveraging;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Averages the backbone of all clients; every client trains its own heads.
 *
 * <p>Shared: the backbone.
 *
 * <p>Personal: all heads and running statistics.
 *
 * <p>Sent: the backbone both ways, up to the deepest active exit.
 *
 * <p>Source: Arivazhagan et al., Federated Learning with Personalization Layers, 2019, arXiv 1912.00818.
 * Deviations: the personal layers are the heads of all exits instead of the last layers of a network with one
 * exit; running statistics, which the paper does not mention, stay with the client.
 */
public final class FedPer extends BackboneAveraging {
    /** Registers {@code fedper}. */
    @Citation("Arivazhagan et al.: Federated Learning with Personalization Layers, arXiv 1912.00818")
    public static final class Plugin extends StrategyPlugin<FedAvg.Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "fedper",
                    "Averages the backbone; every client keeps its own heads",
                    FedAvg.Options.class,
                    FedPer::new);
        }
    }

    FedPer(FedAvg.Options options, PluginContext context) {
        super(options.loss(), options.aggregationWeights());
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ParameterLayout layout = client.layout();
        client.loadParameters(network);
        Objective objective = loss.objective(client);
        TrainingReport report = client.train(network, objective);
        Payload upload = Payload.of(network.read(objective.trainable().intersect(layout.backbone())));
        Payload state = Payload.of(network.read(layout.heads().union(layout.buffers())));
        return new ClientUpdate(upload, state, report);
    }
}
