package org.exeunt.baselines.reefl;

import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.objective.ForwardingPass;

/** A forward pass of one example of class 0 of two, with given logits of two exits; any other call fails the test. */
final class TwoExits extends ForwardingPass {
    private final double[][] logits;
    private final double[][] gradients = new double[2][2];

    private TwoExits(double[]... logits) {
        super(null);
        this.logits = logits;
    }

    static TwoExits withLogits(double[] first, double[] second) {
        return new TwoExits(first, second);
    }

    /** Returns the accumulated gradients of each exit. */
    double[][] gradients() {
        return gradients;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public ExitSet exits() {
        return ExitSet.upTo(2);
    }

    @Override
    public int label(int example) {
        return 0;
    }

    @Override
    public double[] logits(Exit exit) {
        return logits[exit.index()];
    }

    @Override
    public double[] logitGradient(Exit exit) {
        return gradients[exit.index()];
    }
}
