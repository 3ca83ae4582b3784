package org.exeunt.api.tracking;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.exeunt.api.ClientId;

/**
 * One client's personal model on its own test examples.
 *
 * @param client who
 * @param examples number of test examples; 0 leaves all figures 0 and the client out of every mean
 * @param accuracy share of right answers of each exit, shallowest first
 * @param loss mean cross-entropy of each exit, shallowest first
 * @param ensembleAccuracy share of right answers of the mean logits over exits
 * @param rules what each exit rule gave, in the configuration's order
 * @param validation what the client's validation examples gave; empty if it has none
 * @param interference of every pair of exits at every stage they share, on training examples; empty if it was not asked for
 */
public record ClientEvaluation(
        ClientId client,
        int examples,
        List<Double> accuracy,
        List<Double> loss,
        double ensembleAccuracy,
        List<RuleResult> rules,
        Optional<Validation> validation,
        List<GradientConflict> interference) {
    /**
     * What one exit rule gave on a client's test examples.
     *
     * @param label of the rule
     * @param accuracy share of right answers at the exits where examples left
     * @param shares of examples that left at each exit, shallowest first, sum 1
     * @param expectedMacs mean cost of an example, heads on the way included; empty if the cost of some layer of the network is not known
     */
    public record RuleResult(String label, double accuracy, List<Double> shares, OptionalDouble expectedMacs) {
        public RuleResult {
            shares = List.copyOf(shares);
        }
    }

    /**
     * One client's personal model on its validation examples.
     *
     * @param examples number of them, at least 1
     * @param accuracy mean over exits of the share of right answers
     */
    public record Validation(int examples, double accuracy) {}

    /** Makes the evaluation of a client without validation examples, whose exits were not compared. */
    public ClientEvaluation(
            ClientId client,
            int examples,
            List<Double> accuracy,
            List<Double> loss,
            double ensembleAccuracy,
            List<RuleResult> rules) {
        this(client, examples, accuracy, loss, ensembleAccuracy, rules, Optional.empty(), List.of());
    }

    public ClientEvaluation {
        accuracy = List.copyOf(accuracy);
        loss = List.copyOf(loss);
        rules = List.copyOf(rules);
        interference = List.copyOf(interference);
    }

    /** Returns this evaluation and how exits interfere. */
    public ClientEvaluation with(List<GradientConflict> other) {
        return new ClientEvaluation(client, examples, accuracy, loss, ensembleAccuracy, rules, validation, other);
    }

    /** Returns the mean accuracy over exits on validation examples; empty if the client has none. */
    public Optional<Double> validationAccuracy() {
        return validation.map(Validation::accuracy);
    }

    /** Returns the mean accuracy over exits. */
    public double meanAccuracy() {
        return accuracy.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
