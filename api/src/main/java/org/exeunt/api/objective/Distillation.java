package org.exeunt.api.objective;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.Metric;

/**
 * Kullback-Leibler divergence from the soft targets q of a teacher to the prediction s of a student exit, at one
 * temperature: value {@code (w tau^2 / B) sum q ln(q / s)}, gradient at the student's logits
 * {@code (w tau / B)(s - q)}.
 *
 * <p>Source: Hinton, Vinyals, Dean, arXiv 1503.02531; the factor tau^2 makes the size of gradients independent of the
 * temperature.
 */
public final class Distillation implements LossTerm {
    /**
     * Prefix of the metric's name; the number of the student exit follows. The metric is the fraction of predictions in
     * which student and teacher assign the highest probability to the same class.
     */
    public static final String AGREEMENT = "teacher-agreement-exit-";

    private final Exit student;
    private final Teacher teacher;
    private final double weight;
    private final double temperature;
    private final boolean intoBackbone;
    private double[] targets = {};
    private double[] predictions = {};
    private long agreed;
    private long compared;

    /**
     * Creates the term.
     *
     * @param student exit to train
     * @param teacher source of the soft targets
     * @param weight scale of the term
     * @param temperature tau; above 0
     * @param intoBackbone whether the gradient flows into the stages below the student's head, or trains only the head
     * @throws IllegalArgumentException if the temperature is not above 0
     */
    public Distillation(Exit student, Teacher teacher, double weight, double temperature, boolean intoBackbone) {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("temperature " + temperature + " must be above 0");
        }
        this.student = student;
        this.teacher = teacher;
        this.weight = weight;
        this.temperature = temperature;
        this.intoBackbone = intoBackbone;
    }

    @Override
    public double addTo(ForwardPass pass) {
        int classes = pass.classes();
        if (targets.length != classes) {
            targets = new double[classes];
            predictions = new double[classes];
        }
        double[] logits = pass.logits(student);
        double[] gradient = intoBackbone ? pass.logitGradient(student) : pass.headOnlyGradient(student);
        double scale = weight * temperature / pass.size();
        double divergence = 0;
        for (int b = 0; b < pass.size(); b++) {
            int row = b * classes;
            teacher.targets(pass, b, temperature, targets);
            double logSum = Softmax.row(logits, row, classes, temperature, predictions);
            agreed += Softmax.likeliest(targets) == Softmax.likeliest(predictions) ? 1 : 0;
            for (int c = 0; c < classes; c++) {
                if (targets[c] > 0) {
                    divergence += targets[c] * (Math.log(targets[c]) - (logits[row + c] / temperature - logSum));
                }
                gradient[row + c] += scale * (predictions[c] - targets[c]);
            }
        }
        compared += pass.size();
        return scale * temperature * divergence;
    }

    @Override
    public SortedMap<String, Metric> metrics() {
        return new TreeMap<>(
                compared == 0 ? Map.of() : Map.of(AGREEMENT + student.number(), new Metric(agreed, compared)));
    }
}
