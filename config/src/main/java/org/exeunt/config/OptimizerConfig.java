package org.exeunt.config;

import org.exeunt.api.Round;
import org.exeunt.api.plugin.Option;

/** The {@code training.optimizer} section: {@code d = g + decay * w; v = momentum * v + d; w = w - rate * v}. */
public record OptimizerConfig(
        @Option(value = "Kind of optimiser", defaultValue = "sgd") Kind type,
        @Option(value = "Learning rate of the first round", above = 0, max = 10, defaultValue = "0.1")
                double learningRate,
        @Option(value = "Heavy-ball momentum", min = 0, below = 1, defaultValue = "0.9") double momentum,
        @Option(value = "Coupled weight decay", min = 0, max = 1, defaultValue = "1e-4") double weightDecay,
        @Option(
                        value = "How the learning rate changes from round to round: by the factor of"
                                + " learning-rate-decay, or as half a cosine that ends at 0",
                        defaultValue = "exponential")
                Schedule schedule,
        @Option(
                        value =
                                "Factor by which the exponential schedule multiplies the learning rate after each round",
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

    /** Learning rates of the rounds. */
    public enum Schedule {
        /** {@code rate * decay^(round - 1)}. */
        EXPONENTIAL,
        /** {@code rate / 2 * (1 + cos(pi * (round - 1) / rounds))}: SGDR (arXiv 1608.03983) without restarts. */
        COSINE
    }

    /** Returns the learning rate of a round; before the first one, that of the first one. */
    double learningRate(Round round, int rounds) {
        int earlier = Math.max(0, round.number() - 1);
        return learningRate
                * switch (schedule) {
                    case EXPONENTIAL -> Math.pow(learningRateDecay, earlier);
                    case COSINE -> (1 + Math.cos(Math.PI * earlier / rounds)) / 2;
                };
    }
}
