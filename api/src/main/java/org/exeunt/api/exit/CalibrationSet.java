package org.exeunt.api.exit;

import org.exeunt.api.Exit;

/**
 * What a client's own network answers on the client's validation examples: all that an exit policy may calibrate its rules on.
 *
 * @param probabilities of the classes, softmax of the logits, by exit, example and class; for reading
 * @param labels one an example; for reading
 */
public record CalibrationSet(double[][][] probabilities, int[] labels) {
    /** Returns the calibration without examples of a network with some exits. */
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

    /** Returns the probability of the most probable class at an exit, in (0, 1]. */
    public double confidence(Exit exit, int example) {
        double largest = 0;
        for (double p : probabilities[exit.index()][example]) {
            largest = Math.max(largest, p);
        }
        return largest;
    }
}
