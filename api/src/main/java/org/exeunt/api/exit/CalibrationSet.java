package org.exeunt.api.exit;

import org.exeunt.api.Exit;

/**
 * The predictions of one client's personal model on the client's validation examples: the only data that an exit policy
 * may calibrate its rules on.
 *
 * @param probabilities class probabilities (softmax of the logits), {@code [exits, examples, classes]}; must not be
 *     modified
 * @param labels one label per example, 0-based; must not be modified
 */
public record CalibrationSet(double[][][] probabilities, int[] labels) {
    /**
     * Returns a calibration set without examples.
     *
     * @param exits number of exits of the network, m
     */
    public static CalibrationSet none(int exits) {
        return new CalibrationSet(new double[exits][0][], new int[0]);
    }

    /** Returns the number of exits, m. */
    public int exits() {
        return probabilities.length;
    }

    /** Returns the number of validation examples. */
    public int examples() {
        return labels.length;
    }

    /**
     * Returns the probability of the most probable class at an exit, in (0, 1].
     *
     * @param example index of the example, 0-based
     */
    public double confidence(Exit exit, int example) {
        double largest = 0;
        for (double p : probabilities[exit.index()][example]) {
            largest = Math.max(largest, p);
        }
        return largest;
    }
}
