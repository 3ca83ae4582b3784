package org.exeunt.testsupport;

import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.objective.ForwardPass;

/**
 * A forward pass in inference with given probabilities.
 *
 * @param probabilities {@code [exits, examples, classes]}
 * @param labels one per example
 */
public record FixedProbabilities(double[][][] probabilities, int[] labels) implements ForwardPass {
    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int classes() {
        return probabilities[0][0].length;
    }

    @Override
    public ExitSet exits() {
        return ExitSet.upTo(probabilities.length);
    }

    @Override
    public int label(int example) {
        return labels[example];
    }

    @Override
    public double[] logits(Exit exit) {
        double[] logits = new double[labels.length * classes()];
        for (int b = 0; b < labels.length; b++) {
            for (int c = 0; c < classes(); c++) {
                logits[b * classes() + c] = Math.log(probabilities[exit.index()][b][c]);
            }
        }
        return logits;
    }

    @Override
    public double[] logits(String head) {
        throw new IllegalStateException("gradients are not available in inference");
    }

    @Override
    public int featureSize(Exit exit) {
        return 0;
    }

    @Override
    public double[] feature(Exit exit) {
        throw new IllegalStateException("features are not available");
    }

    @Override
    public double[] logitGradient(Exit exit) {
        throw new IllegalStateException("gradients are not available in inference");
    }

    @Override
    public double[] headOnlyGradient(Exit exit) {
        throw new IllegalStateException("gradients are not available in inference");
    }

    @Override
    public double[] logitGradient(String head) {
        throw new IllegalStateException("gradients are not available in inference");
    }

    @Override
    public double[] featureGradient(Exit exit) {
        throw new IllegalStateException("gradients are not available in inference");
    }
}
