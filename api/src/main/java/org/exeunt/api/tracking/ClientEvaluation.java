package org.exeunt.api.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.ClientId;

/**
 * The evaluation of one client's personal model on the client's test examples.
 *
 * @param client the client
 * @param examples number of test examples; if 0, all values are 0 and the client is excluded from every mean
 * @param accuracy accuracy of each exit in [0, 1], shallowest first
 * @param loss mean cross-entropy of each exit, shallowest first
 * @param ensembleAccuracy accuracy of the mean logits over exits, in [0, 1]
 * @param rules results of the exit rules, in the order of the configuration
 * @param validation evaluation on the client's validation examples; empty if the client has none
 * @param interference gradient conflict of each pair of exits at each stage that they share, on training examples;
 *     empty unless enabled
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
     * The result of one exit rule on a client's test examples.
     *
     * @param label label of the rule
     * @param accuracy accuracy at the exits where examples left, in [0, 1]
     * @param shares fraction of examples that left at each exit, shallowest first; the sum is 1
     * @param expectedMacs mean cost per example, including all heads up to the exit where it left; empty if the cost of
     *     any layer of the network is unknown
     */
    public record RuleResult(String label, double accuracy, List<Double> shares, OptionalDouble expectedMacs) {
        public RuleResult {
            shares = List.copyOf(shares);
        }

        /**
         * Returns the means of each rule over clients; empty without clients.
         *
         * @param clients the results of the same rules for each client
         */
        static List<RuleResult> means(List<List<RuleResult>> clients) {
            List<RuleResult> means = new ArrayList<>();
            for (int r = 0; r < (clients.isEmpty() ? 0 : clients.get(0).size()); r++) {
                int rule = r;
                means.add(mean(clients.stream().map(client -> client.get(rule)).toList()));
            }
            return means;
        }

        private static RuleResult mean(List<RuleResult> clients) {
            RuleResult first = clients.get(0);
            List<Double> shares = new ArrayList<>();
            for (int k = 0; k < first.shares.size(); k++) {
                int exit = k;
                shares.add(mean(clients, client -> client.shares.get(exit)));
            }
            return new RuleResult(
                    first.label,
                    mean(clients, RuleResult::accuracy),
                    shares,
                    first.expectedMacs.isEmpty()
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(mean(clients, client -> client.expectedMacs.orElseThrow())));
        }

        private static double mean(List<RuleResult> clients, ToDoubleFunction<RuleResult> value) {
            return clients.stream().mapToDouble(value).average().orElseThrow();
        }
    }

    /**
     * The evaluation of one client's personal model on the client's validation examples.
     *
     * @param examples number of validation examples; at least 1
     * @param accuracy mean accuracy over exits, in [0, 1]
     */
    public record Validation(int examples, double accuracy) {}

    /** Returns an evaluation without validation examples and gradient conflicts. */
    public static ClientEvaluation of(
            ClientId client,
            int examples,
            List<Double> accuracy,
            List<Double> loss,
            double ensembleAccuracy,
            List<RuleResult> rules) {
        return new ClientEvaluation(
                client, examples, accuracy, loss, ensembleAccuracy, rules, Optional.empty(), List.of());
    }

    public ClientEvaluation {
        accuracy = List.copyOf(accuracy);
        loss = List.copyOf(loss);
        rules = List.copyOf(rules);
        interference = List.copyOf(interference);
    }

    /** Returns this evaluation with gradient conflicts. */
    public ClientEvaluation with(List<GradientConflict> other) {
        return new ClientEvaluation(client, examples, accuracy, loss, ensembleAccuracy, rules, validation, other);
    }

    /** Returns the mean accuracy over exits on validation examples; empty if the client has none. */
    public Optional<Double> validationAccuracy() {
        return validation.map(Validation::accuracy);
    }

    /** Returns the mean accuracy over exits on test examples. */
    public double meanAccuracy() {
        return accuracy.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
