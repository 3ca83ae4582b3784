package org.exeunt.baselines.fedper;

import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.plugin.SimplePlugin;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.MergeWeights;
import org.exeunt.api.strategy.Merged;
import org.exeunt.api.strategy.Outcomes;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * Averages the backbone; the heads of all exits stay with their clients.
 *
 * <p>Shared: the backbone. Personal: all heads and running statistics. Sent: the backbone both ways, up to the deepest exit that learns.
 *
 * <p>Source: Arivazhagan et al., Federated Learning with Personalization Layers, 2019, arXiv 1912.00818. Deviation: the personal part is the
 * heads of all exits, the early ones included, not the last layers of a network with one exit.
 */
public final class FedPer implements Strategy<FedPer.Server> {
    /**
     * Settings of the loss and of the merge.
     *
     * @param loss of every client
     * @param mergeWeights p_i
     */
    public record Options(
            @Option(value = "The loss of a client", byDefault = "{}") EarlyExitLoss loss,
            @Option(value = "How much each client counts in the merge", byDefault = "data-size")
                    MergeWeights mergeWeights) {}

    /**
     * What the server remembers.
     *
     * @param backbone theta
     */
    public record Server(ParameterSet backbone) {}

    /** Registers {@code fedper}. */
    @Citation("Arivazhagan et al.: Federated Learning with Personalization Layers, arXiv 1912.00818")
    public static final class Plugin extends SimplePlugin<Strategy<?>, Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    Strategy.class,
                    "fedper",
                    "Averages the backbone; every client keeps its own heads",
                    Options.class,
                    ApiVersion.CURRENT,
                    FedPer::new);
        }
    }

    private final EarlyExitLoss loss;
    private final MergeWeights mergeWeights;

    FedPer(Options options, PluginContext context) {
        this.loss = options.loss();
        this.mergeWeights = options.mergeWeights();
    }

    @Override
    public Server open(FederationSpec run) {
        loss.requireFits(run);
        return new Server(run.initial().select(run.layout().backbone()));
    }

    @Override
    public Payload publish(Server server, FederationSpec run, ClientId client, ExitSet exits) {
        return Payload.of(server.backbone().select(run.layout().stages(exits.deepest())));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ParameterLayout layout = client.layout();
        client.install(network);
        Objective objective = loss.objective(client);
        TrainingReport report = client.train(network, objective);
        Payload upload = Payload.of(network.read(objective.trainable().intersect(layout.backbone())));
        Payload kept = Payload.of(network.read(layout.heads().union(layout.buffers())));
        return new ClientUpdate(upload, kept, report);
    }

    @Override
    public Merged<Server> merge(Server server, RoundContext round, Outcomes outcomes) {
        return Merged.of(new Server(outcomes.merge(server.backbone(), mergeWeights)));
    }

    @Override
    public boolean acceptsInactiveFinalExit() {
        return true;
    }

    @Override
    public boolean acceptsMergeRules() {
        return true;
    }
}
