package org.exeunt.api.objective;

import org.exeunt.api.Exit;

/**
 * Cross-entropy of the logits of one exit: value {@code -(w/B) sum log p[y]}, gradient {@code (w/B)(p - onehot(y))}.
 */
public final class CrossEntropy implements LossTerm {
    private final Exit exit;
    private final double weight;
    private double[] probabilities = {};

    /**
     * Creates the term for an exit.
     *
     * @param weight scale of the term
     */
    public CrossEntropy(Exit exit, double weight) {
        this.exit = exit;
        this.weight = weight;
    }

    @Override
    public double addTo(ForwardPass pass) {
        int classes = pass.classes();
        if (probabilities.length != classes) {
            probabilities = new double[classes];
        }
        double[] logits = pass.logits(exit);
        double[] gradient = pass.logitGradient(exit);
        double scale = weight / pass.size();
        double loss = 0;
        for (int b = 0; b < pass.size(); b++) {
            int row = b * classes;
            int label = pass.label(b);
            loss += Softmax.row(logits, row, classes, 1, probabilities) - logits[row + label];
            for (int c = 0; c < classes; c++) {
                gradient[row + c] += scale * (probabilities[c] - (c == label ? 1 : 0));
            }
        }
        return scale * loss;
    }
}
