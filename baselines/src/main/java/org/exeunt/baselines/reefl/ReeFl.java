package org.exeunt.baselines.reefl;

import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.Sharing;
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
public final class ReeFl extends Sharing {

    private final ReeFlOptions options;

    public ReeFl(ReeFlOptions options) {
        super(new Options(options.loss(), options.aggregationWeights()));
        this.options = options;
    }

    @Override
    protected BlockSet shared(ParameterLayout layout) {
        return layout.backbone().union(SharedHeads.of(layout).representatives());
    }

    @Override
    protected ParameterSet start(ClientContext client) {
        return SharedHeads.of(client.layout()).spread(client.parameters());
    }

    @Override
    protected Objective objective(ClientContext client) {
        EarlyExitLoss loss = options.loss();
        ExitSet learning = loss.learning(client);
        return Objective.over(learning, client.layout().trained(learning))
                .with(new BestExitTeacher(
                        learning,
                        loss.weights(client.federation()),
                        options.distillationWeight() * new SigmoidRamp(options.rampRounds()).at(client.round()),
                        options.temperature(),
                        options.memory()))
                .with(SharedHeads.of(client.layout()).tiedGradients(learning));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ClientUpdate update = super.train(client, network);
        ParameterLayout layout = client.layout();
        SharedHeads heads = SharedHeads.of(layout);
        ExitSet learning = options.loss().learning(client);
        // otherwise an inactive copy would continue with an outdated velocity when it becomes active again
        network.loadVelocity(heads.synchronised(network.readVelocity(layout.heads()), learning));
        ParameterSet trained = network.read(layout.trainable());
        Payload upload =
                Payload.of(trained.select(layout.stages(learning.deepest())).with(heads.gather(trained, learning)));
        return new ClientUpdate(upload, update.state(), update.report());
    }

    @Override
    protected Payload state(ClientContext client, Network network, TrainingReport report) {
        return Payload.of(network.read(client.layout().buffers()));
    }
}
