package org.exeunt.config.run;

import java.util.Optional;
import org.exeunt.api.plugin.Option;

/**
 * The {@code training.server-optimizer} section: how the server moves shared parameters x by the change
 * {@code delta = aggregate - x} of a round.
 *
 * @param learningRate eta
 * @param beta1 decay of the first moment m; with {@link Kind#FEDAVGM}, the momentum
 * @param beta2 decay of the second moment v; empty with {@link Kind#FEDAVGM}
 * @param tau degree of adaptivity; empty with {@link Kind#FEDAVGM}
 */
public record ServerOptimizerConfig(
        @Option("Optimiser of the server") Kind type,
        @Option(value = "Learning rate of the server; 1 for fedavgm and 0.01 for the others if omitted", above = 0)
                Optional<Double> learningRate,
        @Option(
                        value = "Decay of the first moment of the changes, the momentum of fedavgm",
                        min = 0,
                        below = 1,
                        defaultValue = "0.9")
                double beta1,
        @Option(
                        value = "Decay of the second moment of the changes; not used by fedavgm; 0.99 if omitted",
                        min = 0,
                        below = 1)
                Optional<Double> beta2,
        @Option(
                        value = "Added to the square root of the second moment: a larger value adapts less; not used by"
                                + " fedavgm; 0.001 if omitted",
                        above = 0)
                Optional<Double> tau) {

    /** Kind of server optimiser. */
    public enum Kind {
        /** {@code m = beta1 m + delta; x = x + eta m}. */
        FEDAVGM,
        /**
         * {@code m = beta1 m + (1 - beta1) delta; v = beta2 v + (1 - beta2) delta^2; x = x + eta m / (sqrt(v) + tau)}.
         */
        FEDADAM,
        /** As {@link #FEDADAM} with {@code v = v - (1 - beta2) delta^2 sign(v - delta^2)}. */
        FEDYOGI
    }

    public ServerOptimizerConfig {
        if (type == Kind.FEDAVGM && (beta2.isPresent() || tau.isPresent())) {
            throw new IllegalArgumentException(
                    "'type' is fedavgm, which has no second moment; remove 'beta2' and 'tau'");
        }
        boolean adaptive = type != Kind.FEDAVGM;
        learningRate = Optional.of(learningRate.orElse(adaptive ? 0.01 : 1));
        beta2 = adaptive ? Optional.of(beta2.orElse(0.99)) : beta2;
        tau = adaptive ? Optional.of(tau.orElse(1e-3)) : tau;
    }
}
