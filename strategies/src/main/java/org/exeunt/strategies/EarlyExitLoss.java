package org.exeunt.strategies;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.FederationSpec;

/**
 * The early-exit loss {@code sum_k omega_k CE_k} over the exits that are active in a round; backbone and heads are
 * trained jointly.
 *
 * <p>An exit that the coordination policy leaves out, or that has weight 0, has no loss and is not computed. The
 * optimiser leaves its head and the stages past the deepest remaining exit unchanged: neither weight decay nor momentum
 * is applied. The weights of the remaining exits are not rescaled. A client without a remaining exit trains nothing,
 * such as one that a policy limits to stages whose exits have weight 0.
 *
 * <p>Used as a nested section of a strategy's options; the default is {@code {}}.
 *
 * @param exitWeights how omega_k is chosen
 * @param customExitWeights the weights for {@link ExitWeights#CUSTOM}, shallowest exit first, the last above 0; empty
 *     for all other values of {@code exitWeights}
 */
public record EarlyExitLoss(
        @Option(value = "Weight of each exit's cross-entropy in the loss", defaultValue = "mean")
                ExitWeights exitWeights,
        @Option(
                        value = "One weight per exit, shallowest first; required if exit-weights is custom",
                        min = 0,
                        defaultValue = "[]")
                List<Double> customExitWeights) {
    public EarlyExitLoss {
        customExitWeights = List.copyOf(customExitWeights);
        if ((exitWeights == ExitWeights.CUSTOM) == customExitWeights.isEmpty()) {
            throw new IllegalArgumentException(
                    exitWeights == ExitWeights.CUSTOM
                            ? "'exit-weights' is custom but 'custom-exit-weights' is empty; expected a weight per exit"
                            : ("'custom-exit-weights' is %s but 'exit-weights' is not custom; set 'exit-weights' to"
                                            + " custom or remove the weights")
                                    .formatted(customExitWeights));
        }
        if (!customExitWeights.isEmpty() && !(customExitWeights.get(customExitWeights.size() - 1) > 0)) {
            throw new IllegalArgumentException(
                    ("'custom-exit-weights' is %s; expected a last weight above 0, because the final exit answers every"
                                    + " remaining input")
                            .formatted(customExitWeights));
        }
    }

    /** Returns the loss with weights that follow a rule. */
    public static EarlyExitLoss of(ExitWeights exitWeights) {
        return new EarlyExitLoss(exitWeights, List.of());
    }

    /** Returns the loss with the given weights, shallowest first. */
    public static EarlyExitLoss of(List<Double> customExitWeights) {
        return new EarlyExitLoss(ExitWeights.CUSTOM, customExitWeights);
    }

    /**
     * Checks that there is one weight per exit of the network.
     *
     * @throws IllegalArgumentException if the number of custom weights differs from the number of exits
     */
    public void validate(FederationSpec federation) {
        int exits = federation.network().exits();
        if (exitWeights == ExitWeights.CUSTOM && customExitWeights.size() != exits) {
            throw new IllegalArgumentException("'custom-exit-weights' has %d weights %s; expected %d, one per exit"
                    .formatted(customExitWeights.size(), customExitWeights, exits));
        }
    }

    /** Returns omega_k of all exits of the network, shallowest first. */
    public double[] weights(FederationSpec federation) {
        return exitWeights.of(federation.network().exits(), customExitWeights);
    }

    /** Returns the active exits of a client that have a weight above 0; may be empty. */
    public ExitSet learning(ClientContext client) {
        return learning(client.federation(), client.exits());
    }

    /** Returns those of some active exits that have a weight above 0; may be empty. */
    public ExitSet learning(FederationSpec federation, ExitSet active) {
        double[] omega = weights(federation);
        return active.where(exit -> omega[exit.index()] > 0);
    }

    /**
     * Returns the objective of a client in the current round. Training changes its trainable blocks and, in the stages
     * it runs, the running statistics.
     */
    public Objective objective(ClientContext client) {
        return objective(client.federation(), client.exits());
    }

    /**
     * Returns the objective of a client with the balanced softmax of its class counts in place of the cross-entropy.
     *
     * @param scale factor of all weights
     */
    public Objective balanced(ClientContext client, double scale) {
        ExitSet learning = learning(client);
        double[] omega = weights(client.federation());
        int[] counts =
                client.examples().classCounts(client.federation().network().classes());
        Objective objective = Objective.over(learning, client.layout().trained(learning));
        for (Exit exit : learning) {
            objective = objective.with(CrossEntropy.balanced(exit, scale * omega[exit.index()], counts));
        }
        return objective;
    }

    /** Returns the objective of some active exits, such as on the server. */
    public Objective objective(FederationSpec federation, ExitSet active) {
        ExitSet learning = learning(federation, active);
        return Objective.earlyExit(federation.layout().trained(learning), learning, weights(federation));
    }
}
