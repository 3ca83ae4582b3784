package org.exeunt.baselines.fedrod;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.Metric;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Softmax;

/**
 * Cross-entropy of the summed logits of a generic and a personal head: value {@code w CE(z_k + psi_k, y)}, gradient
 * {@code (w/B)(softmax(z_k + psi_k) - onehot(y))} at psi_k, and phi times as much at z_k.
 *
 * <p>Source: FedRoD (arXiv 2107.00778), in which phi is 0, so that only the personal head is trained.
 */
final class PersonalCorrection implements LossTerm {
    private final Exit exit;
    private final String personal;
    private final double weight;
    private final double jointGradient;
    private double[] sum = {};
    private double[] probabilities = {};
    private Metric measured = new Metric(0, 0);

    /**
     * Creates the term of one exit.
     *
     * @param personal name of the trainable head psi_k
     * @param weight w
     * @param jointGradient phi
     */
    PersonalCorrection(Exit exit, String personal, double weight, double jointGradient) {
        this.exit = exit;
        this.personal = personal;
        this.weight = weight;
        this.jointGradient = jointGradient;
    }

    @Override
    public double addTo(ForwardPass pass) {
        int classes = pass.classes();
        if (sum.length != classes) {
            sum = new double[classes];
            probabilities = new double[classes];
        }
        double[] generic = pass.logits(exit);
        double[] correction = pass.logits(personal);
        double[] gradient = pass.logitGradient(personal);
        double[] genericGradient = jointGradient > 0 ? pass.logitGradient(exit) : null;
        double scale = weight / pass.size();
        double loss = 0;
        for (int b = 0; b < pass.size(); b++) {
            int row = b * classes;
            for (int c = 0; c < classes; c++) {
                sum[c] = generic[row + c] + correction[row + c];
            }
            int label = pass.label(b);
            loss += Softmax.row(sum, 0, classes, 1, probabilities) - sum[label];
            for (int c = 0; c < classes; c++) {
                double slope = scale * (probabilities[c] - (c == label ? 1 : 0));
                gradient[row + c] += slope;
                if (genericGradient != null) {
                    genericGradient[row + c] += jointGradient * slope;
                }
            }
        }
        measured = measured.plus(new Metric(loss, pass.size()));
        return scale * loss;
    }

    @Override
    public SortedMap<String, Metric> metrics() {
        return new TreeMap<>(Map.of(CrossEntropy.METRIC, measured));
    }
}
