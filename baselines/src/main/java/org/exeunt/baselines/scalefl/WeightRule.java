package org.exeunt.baselines.scalefl;

/** Weight c_k of exit k of a client with l exits. */
public enum WeightRule {
    /** {@code 2k / (l (l + 1))}: proportional to depth; the sum is 1. */
    LINEAR,
    /**
     * {@code (k - 1) / (l (l + 1))}, of a public implementation that counts exits from 0: exit 1 is never trained, and
     * the sum of the weights is below 1/2.
     */
    REFERENCE_FROM_ZERO;

    /** Returns c_k. */
    double of(int exit, int exits) {
        double pairs = (double) exits * (exits + 1);
        return this == LINEAR ? 2.0 * exit / pairs : (exit - 1) / pairs;
    }
}
