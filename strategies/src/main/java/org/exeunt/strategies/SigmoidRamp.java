package org.exeunt.strategies;

import org.exeunt.api.Round;

/**
 * A weight that grows to 1 over the first rounds, {@code u(t) = exp(-5 (1 - min(t-1, R)/R)^2)}.
 *
 * <p>Source: Kim et al., DepthFL, ICLR 2023, for distillation between exits.
 *
 * @param rounds R, the number of rounds until the weight is 1; 0 for a weight of 1 from the first round
 */
public record SigmoidRamp(int rounds) {
    /** Returns u(t), in (0, 1]. */
    public double at(Round round) {
        double remaining = rounds == 0 ? 0 : 1 - Math.min(round.number() - 1, rounds) / (double) rounds;
        return Math.exp(-5 * remaining * remaining);
    }
}
