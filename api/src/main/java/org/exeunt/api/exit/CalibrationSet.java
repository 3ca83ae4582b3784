package org.exeunt.api.exit;

import org.exeunt.api.Exit;

/**
 * The predictions of one client's personal model on the client's validation examples: the only data that an exit policy
 * may calibrate its rules on. Immutable. Examples are numbered from 0.
 */
public final class CalibrationSet {
    private final double[][][] probabilities;
    private final int[] labels;

    /**
     * Creates a calibration set. Arrays are not copied and must not be modified afterwards.
     *
     * @param probabilities class probabilities (softmax of the logits), {@code [exits, examples, classes]}
     * @param labels one label per example, 0-based
     */
    public CalibrationSet(double[][][] probabilities, int[] labels) {
        this.probabilities = probabilities;
        this.labels = labels;
    }

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

    /** Returns the label of an example, 0-based. */
    public int label(int example) {
        return labels[example];
    }

    /** Returns a copy of the class probabilities of an example at an exit, {@code [classes]}. */
    public double[] probabilities(Exit exit, int example) {
        return probabilities[exit.index()][example].clone();
    }

    /** Returns the probability of the most probable class of an example at an exit, in (0, 1]. */
    public double confidence(Exit exit, int example) {
        double largest = 0;
        for (double p : probabilities[exit.index()][example]) {
            largest = Math.max(largest, p);
        }
        return largest;
    }
}
