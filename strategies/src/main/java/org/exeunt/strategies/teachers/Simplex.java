package org.exeunt.strategies.teachers;

import java.util.Arrays;

/** Projection onto the simplex, the set of vectors with entries of at least 0 and sum 1. */
public final class Simplex {
    private Simplex() {}

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
