package org.exeunt.baselines.reefl;

import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.params.Block;

/**
 * A forward pass of one example of class 0 of two, with given logits of two exits.
 *
 * @param logits of each exit
 * @param gradients accumulated gradients of each exit
 */
record TwoExits(double[][] logits, double[][] gradients) implements ForwardPass {
    static TwoExits withLogits(double[] first, double[] second) {
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
    public double[] logits(String head) {
        throw new IllegalArgumentException(head);
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
        throw new AssertionError("distillation must reach the backbone");
    }

    @Override
    public double[] logitGradient(String head) {
        throw new IllegalArgumentException(head);
    }

    @Override
    public double[] featureGradient(Exit exit) {
        throw new AssertionError("no term uses features");
    }

    @Override
    public int example(int row) {
        return row;
    }

    @Override
    public double[] parameters(Block block) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double[] parameterGradient(Block block) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double[] module(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double[] moduleGradient(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ForwardPass network(String name) {
        throw new IllegalArgumentException(name);
    }
}
