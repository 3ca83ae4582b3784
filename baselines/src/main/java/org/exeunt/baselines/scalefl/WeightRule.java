package org.exeunt.baselines.scalefl;

/** How much exit k of a client with l exits counts, c_k. */
public enum WeightRule {
    /** {@code 2k / (l (l + 1))}: in proportion to depth, sum 1. */
    LINEAR,
    /** {@code (k - 1) / (l (l + 1))}, of a public code that counts exits from 0: exit 1 never learns, and all weights sum to a half or less. */
    REFERENCE_FROM_ZERO;

    /** Returns c_k. */
    double of(int exit, int exits) {
        double pairs = (double) exits * (exits + 1);
        return this == LINEAR ? 2.0 * exit / pairs : (exit - 1) / pairs;
    }
}
