package org.exeunt.api.exit;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import org.exeunt.api.Exit;

/**
 * The predictions of one client's personal model on the client's validation examples: the only data that an exit policy
 * may calibrate its rules on. A run stores them with the model, so that rules can be calibrated again without data.
 * Immutable. Examples are numbered from 0.
 *
 * @param allProbabilities class probabilities (softmax of the logits), {@code [exits, examples, classes]}
 * @param labels one label per example, 0-based
 */
public record CalibrationSet(List<List<List<Double>>> allProbabilities, List<Integer> labels) {
    /**
     * Creates a calibration set.
     *
     * @param probabilities class probabilities (softmax of the logits), {@code [exits, examples, classes]}
     * @param labels one label per example, 0-based
     */
    public CalibrationSet(double[][][] probabilities, int[] labels) {
        this(
                Arrays.stream(probabilities)
                        .map(exit -> Arrays.stream(exit)
                                .map(row -> Arrays.stream(row).boxed().toList())
                                .toList())
                        .toList(),
                Arrays.stream(labels).boxed().toList());
    }

    /**
     * Returns a calibration set without examples.
     *
     * @param exits number of exits of the network, m
     */
    public static CalibrationSet none(int exits) {
        return new CalibrationSet(Collections.nCopies(exits, List.of()), List.of());
    }

    /** Returns the number of exits, m. */
    public int exits() {
        return allProbabilities.size();
    }

    /** Returns the number of validation examples. */
    public int examples() {
        return labels.size();
    }

    /** Returns the label of an example, 0-based. */
    public int label(int example) {
        return labels.get(example);
    }

    /** Returns a copy of the class probabilities of an example at an exit, {@code [classes]}. */
    public double[] probabilities(Exit exit, int example) {
        return at(exit, example).toArray();
    }

    /** Returns the probability of the most probable class of an example at an exit, in (0, 1]. */
    public double confidence(Exit exit, int example) {
        return at(exit, example).max().orElse(0);
    }

    private DoubleStream at(Exit exit, int example) {
        return allProbabilities.get(exit.index()).get(example).stream().mapToDouble(Double::doubleValue);
    }
}
