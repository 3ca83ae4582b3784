package org.exeunt.config.run;

import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining.Optimizer;
import org.exeunt.api.plugin.Option;

/** The {@code training.optimizer} section; {@link org.exeunt.api.network.Network#train} has the equations. */
public record OptimizerConfig(
        @Option(value = "Kind of optimiser", defaultValue = "sgd") Optimizer type,
        @Option(
                        value = "Learning rate of the first round; for adam, usually about 0.001",
                        above = 0,
                        max = 10,
                        defaultValue = "0.1")
                double learningRate,
        @Option(
                        value = "Heavy-ball momentum; for adam, the decay of the first moment",
                        min = 0,
                        below = 1,
                        defaultValue = "0.9")
                double momentum,
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

    /** Learning rates of the rounds. */
    public enum Schedule {
        /** {@code rate * decay^(round - 1)}. */
        EXPONENTIAL,
        /** {@code rate / 2 * (1 + cos(pi * (round - 1) / rounds))}: SGDR (arXiv 1608.03983) without restarts. */
        COSINE
    }

    public OptimizerConfig {
        if (type == Optimizer.ADAM && !resetEachRound) {
            throw new IllegalArgumentException(
                    "'type' is adam, whose moments start at zero in every round; remove 'reset-each-round'");
        }
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
