package org.exeunt.api.exit;

import org.exeunt.api.Exit;

/** The inputs of an exit decision for one example; the label is not among them. Valid during the decision only. */
public final class ExitInput {
    private final Exit exit;
    private final double[] probabilities;
    private final int[] predictions;

    /**
     * Creates the input of a decision; called by engines. Arrays are not copied; they may be modified after the decision.
     *
     * @param exit the exit that the example has reached
     * @param probabilities class probabilities at this exit (softmax of the logits), {@code [classes]}
     * @param predictions the most probable class (the lowest one on ties) at exits 1 to {@code exit}, shallowest first
     */
    public ExitInput(Exit exit, double[] probabilities, int[] predictions) {
        if (predictions.length != exit.number()) {
            throw new IllegalArgumentException("%d predictions at exit %s; expected one for each exit up to it"
                    .formatted(predictions.length, exit));
        }
        this.exit = exit;
        this.probabilities = probabilities;
        this.predictions = predictions;
    }

    /** Returns the exit that the example has reached. */
    public Exit exit() {
        return exit;
    }

    /** Returns the number of classes. */
    public int classes() {
        return probabilities.length;
    }

    /**
     * Returns the probability of a class at this exit, in [0, 1].
     *
     * @param label the class, 0-based
     */
    public double probability(int label) {
        return probabilities[label];
    }

    /** Returns a copy of the class probabilities at this exit, {@code [classes]}. */
    public double[] probabilities() {
        return probabilities.clone();
    }

    /** Returns the probability of the most probable class at this exit, in (0, 1]. */
    public double confidence() {
        double largest = 0;
        for (double p : probabilities) {
            largest = Math.max(largest, p);
        }
        return largest;
    }

    /**
     * Returns the most probable class at an exit, 0-based; the lowest one on ties.
     *
     * @param reached this exit or an earlier one
     * @throws IllegalArgumentException if it is a later one
     */
    public int prediction(Exit reached) {
        if (reached.index() >= predictions.length) {
            throw new IllegalArgumentException(
                    "exit %s is not reached yet; this input is at exit %s".formatted(reached, exit));
        }
        return predictions[reached.index()];
    }
}
