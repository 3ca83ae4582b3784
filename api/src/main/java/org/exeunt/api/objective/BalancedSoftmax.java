package org.exeunt.api.objective;

import org.exeunt.api.Exit;

/**
 * Cross-entropy of logits shifted by the logarithm of the class counts c: value {@code (w/B) sum CE(z + ln c, y)},
 * gradient {@code (w/B)(softmax(z + ln c) - onehot(y))}. Classes with count 0 have probability 0.
 *
 * <p>Source: Ren et al., Balanced Meta-Softmax, NeurIPS 2020; used by FedRoD (arXiv 2107.00778).
 */
public final class BalancedSoftmax implements LossTerm {
    private final Exit exit;
    private final double weight;
    private final double[] logCounts;
    private final double[] shifted;
    private final double[] probabilities;

    /**
     * Creates the term for an exit.
     *
     * @param weight scale of the term
     * @param classCounts number of training examples per class, in label order
     */
    public BalancedSoftmax(Exit exit, double weight, int[] classCounts) {
        this.exit = exit;
        this.weight = weight;
        this.logCounts = new double[classCounts.length];
        for (int c = 0; c < classCounts.length; c++) {
            logCounts[c] = Math.log(classCounts[c]);
        }
        this.shifted = new double[classCounts.length];
        this.probabilities = new double[classCounts.length];
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a label has class count 0
     */
    @Override
    public double addTo(ForwardPass pass) {
        int classes = pass.classes();
        double[] logits = pass.logits(exit);
        double[] gradient = pass.logitGradient(exit);
        double scale = weight / pass.size();
        double loss = 0;
        for (int b = 0; b < pass.size(); b++) {
            int row = b * classes;
            int label = pass.label(b);
            if (logCounts[label] == Double.NEGATIVE_INFINITY) {
                throw new IllegalArgumentException("label " + label + " occurs although its class count is 0");
            }
            for (int c = 0; c < classes; c++) {
                shifted[c] = logits[row + c] + logCounts[c];
            }
            loss += Softmax.row(shifted, 0, classes, 1, probabilities) - shifted[label];
            for (int c = 0; c < classes; c++) {
                gradient[row + c] += scale * (probabilities[c] - (c == label ? 1 : 0));
            }
        }
        return scale * loss;
    }
}
