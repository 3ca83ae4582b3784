package org.exeunt.api.exit;

import org.exeunt.api.Exit;
import org.exeunt.api.objective.Softmax;

/** The inputs of an exit decision for one example; the label is not among them. Valid during the decision only. */
public final class ExitInput {
    private final double[][] probabilities;

    /**
     * Creates the input of a decision; called by engines. Arrays are not copied; they may be modified after the
     * decision.
     *
     * @param probabilities class probabilities (softmax of the logits) at each exit that the example has reached,
     *     {@code [reached, classes]}, shallowest first
     */
    public ExitInput(double[]... probabilities) {
        if (probabilities.length == 0) {
            throw new IllegalArgumentException("no probabilities; expected those of at least one exit");
        }
        this.probabilities = probabilities;
    }

    /** Returns the deepest exit that the example has reached, where the decision is made. */
    public Exit exit() {
        return new Exit(probabilities.length);
    }

    /** Returns the number of classes. */
    public int classes() {
        return here().length;
    }

    /**
     * Returns the probability of a class at this exit, in [0, 1].
     *
     * @param label the class, 0-based
     */
    public double probability(int label) {
        return here()[label];
    }

    /** Returns a copy of the class probabilities at this exit, {@code [classes]}. */
    public double[] probabilities() {
        return here().clone();
    }

    /**
     * Returns a copy of the class probabilities at an exit, {@code [classes]}.
     *
     * @param reached this exit or an earlier one
     * @throws IllegalArgumentException if it is a later one
     */
    public double[] probabilities(Exit reached) {
        return at(reached).clone();
    }

    /** Returns the probability of the most probable class at this exit, in (0, 1]. */
    public double confidence() {
        double largest = 0;
        for (double p : here()) {
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
        return Softmax.likeliest(at(reached));
    }

    private double[] here() {
        return probabilities[probabilities.length - 1];
    }

    private double[] at(Exit reached) {
        if (reached.index() >= probabilities.length) {
            throw new IllegalArgumentException(
                    "exit %s is not reached yet; this input is at exit %s".formatted(reached, exit()));
        }
        return probabilities[reached.index()];
    }
}
