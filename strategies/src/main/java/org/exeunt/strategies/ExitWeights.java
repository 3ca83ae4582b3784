package org.exeunt.strategies;

import java.util.Arrays;

/** Rule for the weight {@code omega_k} of the cross-entropy of exit k of m. */
public enum ExitWeights {
    /** {@code 1/m} each. */
    MEAN,
    /** 1 each. */
    SUM,
    /** {@code 2k / (m (m + 1))}: proportional to depth; the sum is 1. */
    LINEAR,
    /** 1 for the final exit, 0 for all others: the network trains as one without early exits. */
    LAST_ONLY;

    /**
     * Returns the weights of all exits, shallowest first.
     *
     * @param exits m
     */
    double[] of(int exits) {
        double[] weights = new double[exits];
        switch (this) {
            case MEAN -> Arrays.fill(weights, 1.0 / exits);
            case SUM -> Arrays.fill(weights, 1);
            case LINEAR -> Arrays.setAll(weights, k -> 2.0 * (k + 1) / ((double) exits * (exits + 1)));
            case LAST_ONLY -> weights[exits - 1] = 1;
        }
        return weights;
    }
}
