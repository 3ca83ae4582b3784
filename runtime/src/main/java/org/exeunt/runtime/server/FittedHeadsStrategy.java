package org.exeunt.runtime.server;

import java.util.Arrays;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.Strategy;

/**
 * Decorates a strategy so that the heads of every personal model are fitted to its backbone before the model is used:
 * they are trained for some epochs on the client's training examples, each on its own cross-entropy, with the optimiser
 * and learning rate of the current round and a velocity that starts at zero.
 *
 * <p>The client keeps nothing of it, and nothing is sent, so the training of the federation is unchanged. With {@code
 * fedavg}, this is fine-tuning of the heads of the global model.
 *
 * @param <S> the strategy's state
 */
final class FittedHeadsStrategy<S extends Record> extends ForwardingStrategy<S> {
    private final int epochs;

    /**
     * Decorates a strategy.
     *
     * @param epochs number of epochs, at least 1
     */
    FittedHeadsStrategy(Strategy<S> strategy, int epochs) {
        super(strategy);
        this.epochs = epochs;
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        super.personalise(client, network);
        ExitSet exits = client.federation().network().allExits();
        double[] weights = new double[exits.size()];
        Arrays.fill(weights, 1);
        Objective objective = Objective.earlyExit(client.layout().heads(), exits, weights);
        // a strategy that trains the personal model leaves a velocity
        network.resetVelocity(objective.trainable());
        client.train(network, objective, epochs, ClientContext.BATCHES);
    }
}
