package org.exeunt.strategies;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.round.ClientContext;
import org.exeunt.api.round.RunFacts;

/**
 * The early-exit loss {@code sum_k omega_k CE_k} over the exits that learn in a round; backbone and heads are trained jointly.
 *
 * <p>An exit that the coordination policy leaves out, or whose weight is 0, has no loss and is not computed, and its head is not touched by
 * the optimiser: neither decay nor momentum moves it. Weights are not rescaled when exits are left out.
 */
public final class EarlyExitLoss {
    private final ExitWeights weights;
    private final List<Double> custom;

    /**
     * Makes the loss.
     *
     * @param custom one weight an exit, the last above 0, for {@link ExitWeights#CUSTOM}; otherwise empty
     * @throws IllegalArgumentException if the two contradict each other
     */
    public EarlyExitLoss(ExitWeights weights, List<Double> custom) {
        this.weights = weights;
        this.custom = List.copyOf(custom);
        if ((weights == ExitWeights.CUSTOM) == custom.isEmpty()) {
            throw new IllegalArgumentException(
                    weights == ExitWeights.CUSTOM
                            ? "'exit-weights' is custom but 'custom-exit-weights' is empty; give one weight an exit"
                            : "'custom-exit-weights' is %s but 'exit-weights' is not custom; expected one or the other"
                                    .formatted(custom));
        }
        if (!custom.isEmpty() && !(custom.get(custom.size() - 1) > 0)) {
            throw new IllegalArgumentException(
                    "'custom-exit-weights' is %s: the last weight must be above 0, the final exit always learns"
                            .formatted(custom));
        }
    }

    /**
     * Checks that the weights fit a network.
     *
     * @throws IllegalArgumentException if there are too few or too many
     */
    public void requireFits(RunFacts run) {
        int exits = run.network().exits();
        if (weights == ExitWeights.CUSTOM && custom.size() != exits) {
            throw new IllegalArgumentException("'custom-exit-weights' has %d weights %s; expected %d, one an exit"
                    .formatted(custom.size(), custom, exits));
        }
    }

    /** Returns what a client minimises in its round. Its trainable blocks are all that the training moves, buffers aside. */
    public Objective objective(ClientContext client) {
        double[] omega = weights.of(client.run().network().exits(), custom);
        ExitSet learning = ExitSet.of(client.exits().asList().stream()
                .filter(exit -> omega[exit.index()] > 0)
                .toList());
        BlockSet trainable = client.layout().backbone().union(client.layout().heads(learning));
        return Objective.earlyExit(trainable, learning, omega);
    }
}
