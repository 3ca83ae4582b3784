package org.exeunt.runtime.step;

import java.util.Arrays;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.strategy.ClientContext;

/**
 * Fits the heads of every personal model to its backbone before the model is used: they are trained for some epochs on
 * the client's training examples, each on its own cross-entropy, with the optimiser and learning rate of the current
 * round and a velocity that starts at zero.
 *
 * <p>The client keeps nothing of it, and nothing is sent, so the training of the federation is unchanged. With {@code
 * fedavg}, this is fine-tuning of the heads of the global model.
 *
 * @param epochs number of epochs, at least 1
 */
public record FittedHeads(int epochs) implements RoundStep {
    @Override
    public void personalise(ClientContext client, Network network) {
        ExitSet exits = client.federation().network().allExits();
        double[] weights = new double[exits.size()];
        Arrays.fill(weights, 1);
        Objective objective = Objective.earlyExit(client.layout().heads(), exits, weights);
        // a strategy that trains the personal model leaves a velocity
        network.resetVelocity(objective.trainable());
        client.train(network, objective, epochs, ClientContext.BATCHES);
    }
}
