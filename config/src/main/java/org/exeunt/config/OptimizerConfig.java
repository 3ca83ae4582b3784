package org.exeunt.config;

import org.exeunt.api.plugin.Option;

/** The {@code training.optimizer} section: {@code d = g + decay * w; v = momentum * v + d; w = w - rate * v}. */
public record OptimizerConfig(
        @Option(value = "Kind of optimiser", defaultValue = "sgd") Kind type,
        @Option(value = "Learning rate of the first round", above = 0, max = 10, defaultValue = "0.1")
                double learningRate,
        @Option(value = "Heavy-ball momentum", min = 0, below = 1, defaultValue = "0.9") double momentum,
        @Option(value = "Coupled weight decay", min = 0, max = 1, defaultValue = "1e-4") double weightDecay,
        @Option(
                        value = "Factor by which the learning rate is multiplied after each round",
                        above = 0,
                        max = 1,
                        defaultValue = "0.99")
                double learningRateDecay,
        @Option(value = "Whether a client's velocity starts at zero in every round", defaultValue = "true")
                boolean resetEachRound) {

    /** Kind of optimiser. */
    public enum Kind {
        /** Stochastic gradient descent with heavy-ball momentum. */
        SGD
    }
}
