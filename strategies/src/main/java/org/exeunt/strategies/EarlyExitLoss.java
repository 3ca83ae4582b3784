package org.exeunt.strategies;

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
 */
public record EarlyExitLoss(
        @Option(value = "Weight of each exit's cross-entropy in the loss", defaultValue = "mean")
                ExitWeights exitWeights) {
    /** Returns omega_k of all exits of the network, shallowest first. */
    public double[] weights(FederationSpec federation) {
        return exitWeights.of(federation.network().exits());
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
