package org.exeunt.runtime.step;

import java.util.Arrays;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.run.EvaluationConfig.FineTuned;

/**
 * Fine-tunes every personal model on the client's training examples before it is used: the heads, each on its own
 * cross-entropy, or all blocks, on the mean of the exits' cross-entropies. Optimiser and learning rate are those of the
 * current round; the velocity starts at zero.
 *
 * <p>The client keeps nothing of it, and nothing is sent, so the training of the federation is unchanged. With {@code
 * fedavg}, this is fine-tuning of the global model.
 */
public final class FineTuning<S extends Record> extends RoundStep<S, RoundStep.Nothing> {
    private final int epochs;
    private final FineTuned blocks;

    /**
     * Creates the step around a strategy.
     *
     * @param epochs number of epochs, at least 1
     * @param blocks the blocks that are trained
     */
    public FineTuning(Strategy<S> strategy, int epochs, FineTuned blocks) {
        super(strategy, federation -> new Nothing());
        this.epochs = epochs;
        this.blocks = blocks;
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        super.personalise(client, network);
        ExitSet exits = client.federation().network().allExits();
        double[] weights = new double[exits.size()];
        Arrays.fill(weights, 1);
        Objective objective = blocks == FineTuned.ALL
                ? client.earlyExit()
                : Objective.earlyExit(client.layout().heads(), exits, weights);
        // a strategy that trains the personal model leaves a velocity
        network.resetVelocity(objective.trainable());
        client.train(network, objective, epochs, ClientContext.BATCHES);
    }
}
