package org.exeunt.baselines.fedrod;

import java.util.Arrays;
import java.util.SortedMap;
import org.exeunt.api.Exit;
import org.exeunt.api.Metric;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;

/**
 * Cross-entropy of the summed logits of a generic and a personal head: value {@code w CE(z_k + psi_k, y)}, gradient
 * {@code (w/B)(softmax(z_k + psi_k) - onehot(y))} at psi_k, and phi times as much at z_k.
 *
 * <p>Source: FedRoD (arXiv 2107.00778), in which phi is 0, so that only the personal head is trained.
 *
 * @param personal name of the trainable head psi_k
 * @param labels the cross-entropy of the exit with weight w
 * @param jointGradient phi
 */
record PersonalCorrection(Exit exit, String personal, CrossEntropy labels, double jointGradient) implements LossTerm {
    @Override
    public double addTo(ForwardPass pass) {
        double[] generic = pass.logits(exit);
        double[] correction = pass.logits(personal);
        double[] sums = new double[pass.size() * pass.classes()];
        double[] slopes = new double[sums.length];
        Arrays.setAll(sums, i -> generic[i] + correction[i]);
        double loss = labels.addTo(pass, sums, slopes);
        add(slopes, 1, pass.logitGradient(personal));
        if (jointGradient > 0) {
            add(slopes, jointGradient, pass.logitGradient(exit));
        }
        return loss;
    }

    private static void add(double[] slopes, double factor, double[] gradient) {
        for (int i = 0; i < slopes.length; i++) {
            gradient[i] += factor * slopes[i];
        }
    }

    @Override
    public SortedMap<String, Metric> metrics() {
        return labels.metrics();
    }
}
