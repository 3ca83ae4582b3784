package org.exeunt.baselines.reefl;

import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.objective.ForwardPass;

/**
 * One example of label 0 among two classes, answered by two exits.
 *
 * @param logits of each exit
 * @param gradients added to, of each exit
 */
record TwoExits(double[][] logits, double[][] gradients) implements ForwardPass {
    static TwoExits answering(double[] first, double[] second) {
        return new TwoExits(new double[][] {first, second}, new double[2][2]);
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

    @Override
    public double[] logits(String companion) {
        throw new IllegalArgumentException(companion);
    }

    @Override
    public int featureSize(Exit exit) {
        return 0;
    }

    @Override
    public double[] feature(Exit exit) {
        return new double[0];
    }

    @Override
    public double[] headOnlyGradient(Exit exit) {
        throw new AssertionError("distillation goes on into the backbone");
    }

    @Override
    public double[] logitGradient(String companion) {
        throw new IllegalArgumentException(companion);
    }

    @Override
    public double[] featureGradient(Exit exit) {
        throw new AssertionError("no term is on features");
    }
}
