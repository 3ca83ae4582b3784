package org.exeunt.baselines.reefl;

import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.SigmoidRamp;

/**
 * One averaged model with one head for all exits; on every client the exit that does best teaches the others.
 *
 * <p>Client i minimises {@code sum_k omega_k CE_k + g u(t) sum_{k != b} KL_tau(z_k <- z_b)} over the exits that learn, where b is the exit whose
 * running loss is lowest ({@link BestExitTeacher}) and nothing flows into its logits z_b. The server takes the mean over the clients that sent a
 * block, {@code w <- sum_i p_i w_i}.
 *
 * <p>Shared: the backbone and one head for all exits whose heads have the same shapes; an exit with a head of another shape has its own. With the
 * head {@code recurrent}, which looks back at the features of earlier exits, this is the paper's method; with any other it is its shared
 * classifier and its choice of a teacher alone. Personal: running statistics. Sent: the backbone up to the deepest exit that learns and the
 * shared head, both ways.
 *
 * <p>Source: Lee et al., Recurrent Early Exits for Federated Learning with Heterogeneous Clients (ReeFL), ICML 2024, arXiv 2405.14791. Deviations:
 * README.
 */
public final class ReeFl implements Strategy<ReeFl.Server> {
    /**
     * What the server remembers.
     *
     * @param shared backbone, and of each head the copy that stands for it
     */
    public record Server(ParameterSet shared) {}

    /** Registers {@code reefl}. */
    @Citation(
            "Lee et al.: Recurrent Early Exits for Federated Learning with Heterogeneous Clients, ICML 2024, arXiv 2405.14791")
    public static final class Plugin extends StrategyPlugin<ReeFlOptions> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "reefl",
                    "One averaged model with one head for all exits, whose best exit teaches the others",
                    ReeFlOptions.class,
                    ReeFl::new);
        }
    }

    private final ReeFlOptions options;
    private final EarlyExitLoss loss;

    ReeFl(ReeFlOptions options, PluginContext context) {
        this.options = options;
        this.loss = options.loss();
    }

    @Override
    public Server initialize(FederationSpec federation) {
        loss.validate(federation);
        return new Server(federation
                .initial()
                .select(sent(federation, federation.network().allExits())));
    }

    private static BlockSet sent(FederationSpec federation, ExitSet exits) {
        return federation
                .layout()
                .stages(exits.deepest())
                .union(heads(federation).standingFor(exits));
    }

    private static SharedHeads heads(FederationSpec federation) {
        return SharedHeads.of(federation.network());
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return Payload.of(server.shared().select(sent(federation, ExitSet.upTo(exits.deepest()))));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ParameterLayout layout = client.layout();
        SharedHeads heads = heads(client.federation());
        ExitSet learning = loss.learning(client);
        network.load(heads.spread(client.parameters()));
        Objective objective = Objective.over(learning, EarlyExitLoss.trainable(layout, learning))
                .with(new BestExitTeacher(
                        learning,
                        loss.weights(client.federation()),
                        options.distillationWeight() * new SigmoidRamp(options.rampRounds()).at(client.round()),
                        options.temperature(),
                        options.memory()))
                .with(heads.tie(learning));
        TrainingReport report = client.train(network, objective);
        // a copy that does not learn must not go on with a velocity of its own when it learns again
        network.loadVelocity(heads.even(network.readVelocity(layout.heads()), learning));
        ParameterSet trained = network.read(layout.all());
        Payload upload =
                Payload.of(trained.select(layout.stages(learning.deepest())).with(heads.gather(trained, learning)));
        return new ClientUpdate(upload, Payload.of(trained.select(layout.buffers())), report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        return AggregationResult.of(new Server(results.aggregate(server.shared(), options.aggregationWeights())));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        network.load(heads(client.federation()).spread(client.parameters()));
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(
                StrategyCapability.INACTIVE_EXITS,
                StrategyCapability.INACTIVE_FINAL_EXIT,
                StrategyCapability.AGGREGATORS);
    }
}
