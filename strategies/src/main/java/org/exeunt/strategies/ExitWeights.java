package org.exeunt.strategies;

import java.util.Arrays;
import java.util.List;

/** How much the cross-entropy of each exit k of m counts, {@code omega_k}. */
public enum ExitWeights {
    /** {@code 1/m} each. */
    MEAN,
    /** 1 each. */
    SUM,
    /** {@code 2k / (m (m + 1))}: in proportion to depth, sum 1. */
    LINEAR,
    /** The final exit alone, 1: the network trains as one without early exits. */
    LAST_ONLY,
    /** Given one by one. */
    CUSTOM;

    /**
     * Returns the weights of all exits, shallowest first.
     *
     * @param exits m
     * @param custom the weights of {@link #CUSTOM}, not looked at otherwise
     */
    double[] of(int exits, List<Double> custom) {
        double[] weights = new double[exits];
        switch (this) {
            case MEAN -> Arrays.fill(weights, 1.0 / exits);
            case SUM -> Arrays.fill(weights, 1);
            case LINEAR -> Arrays.setAll(weights, k -> 2.0 * (k + 1) / ((double) exits * (exits + 1)));
            case LAST_ONLY -> weights[exits - 1] = 1;
            case CUSTOM -> Arrays.setAll(weights, custom::get);
        }
        return weights;
    }
}
