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
 * Averages one model with a single head for all exits; on every client the exit with the lowest loss is the teacher of
 * the others.
 *
 * <p>Shared: the backbone and one head for all exits whose heads have the same shapes; an exit with a head of another
 * shape has its own.
 *
 * <p>Personal: running statistics.
 *
 * <p>Sent: the backbone up to the deepest active exit, and the shared head, both ways.
 *
 * <p>Method: client i minimises {@code sum_k omega_k CE_k + g u(t) sum_{k != b} KL_tau(z_k <- z_b)} over the active
 * exits, where b is the exit with the lowest running loss ({@link BestExitTeacher}), without gradients into its logits
 * z_b. The server takes the mean over the clients that sent a block, {@code w <- sum_i p_i w_i}. The method of the
 * paper needs the head {@code recurrent}, which reads the features of earlier exits; with any other head, only the
 * shared classifier and the choice of the teacher remain.
 *
 * <p>Source: Lee et al., Recurrent Early Exits for Federated Learning with Heterogeneous Clients (ReeFL), ICML 2024,
 * arXiv 2405.14791. Deviations: training starts from random initial values and updates all weights, instead of adapters
 * of a pre-trained transformer; the recurrent head does not modify the features of later stages; its block is post-norm
 * with ReLU; gradients are not clipped. Details are in the README.
 */
public final class ReeFl implements Strategy<ReeFl.Server> {
    /**
     * Server state.
     *
     * @param shared backbone, and one copy of each shared head
     */
    public record Server(ParameterSet shared) {}

    /** Registers {@code reefl}. */
    @Citation("Lee et al.: Recurrent Early Exits for Federated Learning with Heterogeneous Clients, ICML 2024, arXiv"
            + " 2405.14791")
    public static final class Plugin extends StrategyPlugin<ReeFlOptions> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "reefl",
                    "Averages one model with one head for all exits, which learn from the best exit",
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
                .union(heads(federation).representatives(exits));
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
                .with(heads.tiedGradients(learning));
        TrainingReport report = client.train(network, objective);
        // otherwise an inactive copy would continue with an outdated velocity when it becomes active again
        network.loadVelocity(heads.synchronised(network.readVelocity(layout.heads()), learning));
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
                StrategyCapability.ABSENT_BLOCKS,
                StrategyCapability.INACTIVE_FINAL_EXIT,
                StrategyCapability.AGGREGATORS);
    }
}
