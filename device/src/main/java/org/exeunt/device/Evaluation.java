package org.exeunt.device;

/** What a model achieved on labelled examples. */
public final class Evaluation {
    private final double accuracy;
    private final double macs;
    private final int[] exits;

    Evaluation(double accuracy, double macs, int[] exits) {
        this.accuracy = accuracy;
        this.macs = macs;
        this.exits = exits;
    }

    /** Returns the fraction of examples whose label was predicted. */
    public double accuracy() {
        return accuracy;
    }

    /** Returns the mean number of multiply-accumulates of an answer. */
    public double macs() {
        return macs;
    }

    /** Returns how many examples left at exit 1, 2 and so on. */
    public int[] exits() {
        return exits.clone();
    }
}
