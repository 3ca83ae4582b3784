package org.exeunt.strategies.simplex;

import java.util.Arrays;

/** The simplex: the set of vectors with entries of at least 0 and sum 1. */
public final class Simplex {
    private Simplex() {}

    /**
     * Returns the minimum of {@code -gain.x + strength ||x - anchor||^2} over the simplex, which is the projection of
     * {@code gain / (2 strength) + anchor}, in O(n log n). A uniform anchor has no effect on the result.
     *
     * @param gain one entry per weight; larger values attract weight
     * @param strength above 0
     * @param anchor one entry per weight
     * @throws IllegalArgumentException if lengths differ or an entry of the projected vector is not finite
     */
    public static double[] weights(double[] gain, double strength, double[] anchor) {
        if (gain.length != anchor.length) {
            throw new IllegalArgumentException("gain has %d entries, anchor has %d; expected the same number"
                    .formatted(gain.length, anchor.length));
        }
        double[] target = new double[gain.length];
        for (int j = 0; j < target.length; j++) {
            target[j] = gain[j] / (2 * strength) + anchor[j];
            if (!Double.isFinite(target[j])) {
                throw new IllegalArgumentException("entry %d has gain %s and anchor %s at strength %s; expected finite"
                        .formatted(j, gain[j], anchor[j], strength));
            }
        }
        return project(target);
    }

    /**
     * Returns the point of the simplex nearest to {@code v}, in O(n log n). Adding a constant to all entries of
     * {@code v} does not change the result.
     *
     * <p>Source: Held, Wolfe, Crowder, Mathematical Programming 6, 1974.
     *
     * @param v at least one entry, all finite
     */
    public static double[] project(double[] v) {
        double[] descending = v.clone();
        Arrays.sort(descending);
        double max = descending[descending.length - 1];
        double sum = 0;
        double threshold = 0;
        // relative to the largest entry, so that a large common offset costs no precision
        for (int k = 1; k <= descending.length; k++) {
            double entry = descending[descending.length - k] - max;
            sum += entry;
            double candidate = (sum - 1) / k;
            if (entry > candidate) {
                threshold = candidate;
            }
        }
        double[] projection = new double[v.length];
        for (int j = 0; j < v.length; j++) {
            projection[j] = Math.max(v[j] - max - threshold, 0);
        }
        return projection;
    }
}
