package org.exeunt.strategies;

import java.util.List;
import org.exeunt.api.ExitSet;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.FederationSpec;

/**
 * The early-exit loss {@code sum_k omega_k CE_k} over the exits that learn in a round; backbone and heads are trained jointly.
 *
 * <p>An exit that the coordination policy leaves out, or whose weight is 0, has no loss and is not computed, and its head is not touched by
 * the optimiser: neither decay nor momentum moves it. Stages past the deepest exit that learns are not touched either. Weights are not rescaled
 * when exits are left out.
 *
 * <p>A nested section of a strategy's options, by default {@code {}}.
 *
 * @param exitWeights omega_k
 * @param customExitWeights the weights of {@link ExitWeights#CUSTOM}, shallowest first, the last above 0; otherwise empty
 */
public record EarlyExitLoss(
        @Option(value = "How much each exit's cross-entropy counts", defaultValue = "mean") ExitWeights exitWeights,
        @Option(value = "One weight an exit, shallowest first, if exit-weights is custom", min = 0, defaultValue = "[]")
                List<Double> customExitWeights) {
    public EarlyExitLoss {
        customExitWeights = List.copyOf(customExitWeights);
        if ((exitWeights == ExitWeights.CUSTOM) == customExitWeights.isEmpty()) {
            throw new IllegalArgumentException(
                    exitWeights == ExitWeights.CUSTOM
                            ? "'exit-weights' is custom but 'custom-exit-weights' is empty; give one weight an exit"
                            : "'custom-exit-weights' is %s but 'exit-weights' is not custom; expected one or the other"
                                    .formatted(customExitWeights));
        }
        if (!customExitWeights.isEmpty() && !(customExitWeights.get(customExitWeights.size() - 1) > 0)) {
            throw new IllegalArgumentException(
                    "'custom-exit-weights' is %s: the last weight must be above 0, the final exit always learns"
                            .formatted(customExitWeights));
        }
    }

    /** Returns the loss whose weights follow a rule. */
    public static EarlyExitLoss of(ExitWeights exitWeights) {
        return new EarlyExitLoss(exitWeights, List.of());
    }

    /** Returns the loss with the given weights, shallowest first. */
    public static EarlyExitLoss of(List<Double> customExitWeights) {
        return new EarlyExitLoss(ExitWeights.CUSTOM, customExitWeights);
    }

    /**
     * Checks that the weights fit a network.
     *
     * @throws IllegalArgumentException if there are too few or too many
     */
    public void validate(FederationSpec federation) {
        int exits = federation.network().exits();
        if (exitWeights == ExitWeights.CUSTOM && customExitWeights.size() != exits) {
            throw new IllegalArgumentException("'custom-exit-weights' has %d weights %s; expected %d, one an exit"
                    .formatted(customExitWeights.size(), customExitWeights, exits));
        }
    }

    /** Returns the weights of all exits, shallowest first. */
    public double[] weights(FederationSpec federation) {
        return exitWeights.of(federation.network().exits(), customExitWeights);
    }

    /** Returns the exits of a client that have a loss in its round; empty if none of those that learn has a weight above 0. */
    public ExitSet learning(ClientContext client) {
        double[] omega = weights(client.federation());
        return client.exits().where(exit -> omega[exit.index()] > 0);
    }

    /** Returns what a client minimises in its round. Its trainable blocks are all that the training moves, buffers aside. */
    public Objective objective(ClientContext client) {
        ExitSet learning = learning(client);
        return Objective.earlyExit(trainable(client.layout(), learning), learning, weights(client.federation()));
    }

    /** Returns the blocks of a network cut off after its deepest exit that learns: the stages up to there, and the heads that learn. */
    public static BlockSet trainable(ParameterLayout layout, ExitSet learning) {
        return layout.stages(learning.deepest()).union(layout.heads(learning));
    }
}
