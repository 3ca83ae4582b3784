package org.exeunt.device;

/** The answer of a model to one input. */
public final class Answer {
    private final double[] probabilities;
    private final int exit;
    private final long macs;

    Answer(double[] probabilities, int exit, long macs) {
        this.probabilities = probabilities;
        this.exit = exit;
        this.macs = macs;
    }

    /** Returns the most probable class, 0-based; the first one on ties. */
    public int label() {
        return ExitRule.likeliest(probabilities);
    }

    /** Returns the probability of each class; a copy of its own, which may be changed. */
    public double[] probabilities() {
        return probabilities;
    }

    /** Returns the exit at which the input left; 1 is the first. */
    public int exit() {
        return exit;
    }

    /** Returns the multiply-accumulates that the answer cost. */
    public long macs() {
        return macs;
    }
}
