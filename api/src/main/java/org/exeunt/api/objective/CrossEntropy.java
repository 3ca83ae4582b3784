package org.exeunt.api.objective;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.Metric;

/**
 * Cross-entropy of the logits z of one exit: value {@code -(w/B) sum log p[y]}, gradient {@code (w/B)(p - onehot(y))}
 * with {@code p = softmax(z)}, or {@code softmax(z + ln c)} if the term is {@linkplain #balanced balanced}.
 */
public final class CrossEntropy implements LossTerm {
    /** Name of the metric: the cross-entropy without the weight, as a mean over all terms, balanced ones included. */
    public static final String METRIC = "cross-entropy";

    private final Exit exit;
    private final double weight;
    /** Added to the logits; empty until the number of classes is known. */
    private double[] shifts;

    private double[] shifted = {};
    private double[] probabilities = {};
    private Metric measured = new Metric(0, 0);

    private CrossEntropy(Exit exit, double weight, double[] shifts) {
        this.exit = exit;
        this.weight = weight;
        this.shifts = shifts;
    }

    /**
     * Creates the term for an exit.
     *
     * @param weight scale of the term
     */
    public CrossEntropy(Exit exit, double weight) {
        this(exit, weight, new double[0]);
    }

    /**
     * Returns the term with logits shifted by the logarithm of the class counts c. Classes with count 0 have
     * probability 0; {@link #addTo} throws {@link IllegalArgumentException} for a label of such a class.
     *
     * <p>Source: Ren et al., Balanced Meta-Softmax, NeurIPS 2020; used by FedRoD (arXiv 2107.00778).
     *
     * @param weight scale of the term
     * @param classCounts number of training examples per class, in label order
     */
    public static CrossEntropy balanced(Exit exit, double weight, int[] classCounts) {
        return new CrossEntropy(
                exit, weight, Arrays.stream(classCounts).mapToDouble(Math::log).toArray());
    }

    @Override
    public double addTo(ForwardPass pass) {
        return addTo(pass, pass.logits(exit), pass.logitGradient(exit));
    }

    /**
     * As {@link #addTo(ForwardPass)}, for logits that a term computed from those of the pass.
     *
     * @param logits {@code [batch, classes]}
     * @param gradient gradient at {@code logits}, to add to
     */
    public double addTo(ForwardPass pass, double[] logits, double[] gradient) {
        int classes = pass.classes();
        if (probabilities.length != classes) {
            shifts = Arrays.copyOf(shifts, classes);
            shifted = new double[classes];
            probabilities = new double[classes];
        }
        double scale = weight / pass.size();
        double loss = 0;
        for (int b = 0; b < pass.size(); b++) {
            int row = b * classes;
            int label = pass.label(b);
            if (shifts[label] == Double.NEGATIVE_INFINITY) {
                throw new IllegalArgumentException("label " + label + " occurs although its class count is 0");
            }
            for (int c = 0; c < classes; c++) {
                shifted[c] = logits[row + c] + shifts[c];
            }
            loss += Softmax.row(shifted, 0, classes, 1, probabilities) - shifted[label];
            for (int c = 0; c < classes; c++) {
                gradient[row + c] += scale * (probabilities[c] - (c == label ? 1 : 0));
            }
        }
        measured = measured.plus(new Metric(loss, pass.size()));
        return scale * loss;
    }

    @Override
    public SortedMap<String, Metric> metrics() {
        return new TreeMap<>(Map.of(METRIC, measured));
    }
}
