package org.exeunt.runtime.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.tracking.ExitConfidence;
import org.exeunt.api.tracking.ExitConfidence.Bin;

/** Accumulates the confidences of one exit on the test examples of one client. */
final class ConfidenceMetrics {
    private record Answer(double confidence, double weight, boolean correct) {}

    private final List<Answer> answers = new ArrayList<>();
    private double overthinking;
    private double totalWeight;

    /**
     * Adds an example.
     *
     * @param correctAtEnd whether the final exit classifies it correctly
     */
    void add(double confidence, double weight, boolean correct, boolean correctAtEnd) {
        answers.add(new Answer(confidence, weight, correct));
        overthinking += correct && !correctAtEnd ? weight : 0;
        totalWeight += weight;
    }

    /** Returns the figures; there has to be an example. */
    ExitConfidence result() {
        return new ExitConfidence(failurePrediction(), overthinking / totalWeight, bins());
    }

    /** Adds up, from the lowest confidence, how much weight of wrong answers is below each correct one. */
    private OptionalDouble failurePrediction() {
        answers.sort(Comparator.comparingDouble(Answer::confidence)); // the bins are summed in this order, too
        SortedMap<Double, double[]> weights = new TreeMap<>(); // of wrong and of correct answers, by confidence
        for (Answer answer : answers) {
            double[] at = weights.computeIfAbsent(answer.confidence(), confidence -> new double[2]);
            at[answer.correct() ? 1 : 0] += answer.weight();
        }
        double area = 0;
        double wrongBelow = 0;
        double correctBelow = 0;
        for (double[] at : weights.values()) {
            area += at[1] * (wrongBelow + at[0] / 2);
            wrongBelow += at[0];
            correctBelow += at[1];
        }
        return wrongBelow == 0 || correctBelow == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(area / (wrongBelow * correctBelow));
    }

    private List<Bin> bins() {
        double[][] sums = new double[ExitConfidence.BINS][3];
        for (Answer answer : answers) {
            double[] bin = sums[ExitConfidence.bin(answer.confidence())];
            bin[0] += answer.weight();
            bin[1] += answer.weight() * answer.confidence();
            bin[2] += answer.correct() ? answer.weight() : 0;
        }
        return Arrays.stream(sums).map(bin -> new Bin(bin[0], bin[1], bin[2])).toList();
    }
}
