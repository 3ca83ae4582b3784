package org.exeunt.api.objective;

import java.util.Arrays;
import java.util.List;

/** Weighted mean of the distributions of several auxiliary heads. */
final class EnsembleTeacher implements Teacher {
    private final List<String> heads;
    private final double[] weights;
    private double[] distribution = {};

    EnsembleTeacher(List<String> heads, double[] weights) {
        if (heads.size() != weights.length) {
            throw new IllegalArgumentException(
                    "%d heads and %d weights; expected one weight per head".formatted(heads.size(), weights.length));
        }
        this.heads = List.copyOf(heads);
        this.weights = weights.clone();
    }

    @Override
    public void targets(ForwardPass pass, int example, double temperature, double[] target) {
        int classes = pass.classes();
        if (distribution.length != classes) {
            distribution = new double[classes];
        }
        Arrays.fill(target, 0, classes, 0);
        for (int j = 0; j < weights.length; j++) {
            Softmax.row(pass.logits(heads.get(j)), example * classes, classes, temperature, distribution);
            for (int c = 0; c < classes; c++) {
                target[c] += weights[j] * distribution[c];
            }
        }
    }
}
