package org.exeunt.api.tracking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.Promise;

/**
 * The evaluation of one client's personal model on the client's test examples.
 *
 * @param client the client
 * @param examples number of test examples; if 0, accuracies, losses and shares are NaN, and every mean excludes the
 *     client
 * @param exits results of the exits, shallowest first
 * @param ensembleAccuracy accuracy of the mean logits over exits, in [0, 1]
 * @param rules results of the exit rules, in the order of the configuration
 * @param validation evaluation on the client's validation examples; empty if the client has none
 * @param interference gradient conflict of each pair of exits at each stage that they share, on training examples;
 *     empty unless enabled
 */
public record ClientEvaluation(
        ClientId client,
        int examples,
        List<ExitResult> exits,
        double ensembleAccuracy,
        List<RuleResult> rules,
        Optional<Validation> validation,
        List<GradientConflict> interference) {
    /**
     * The result of one exit on a client's test examples.
     *
     * @param accuracy in [0, 1]
     * @param loss mean cross-entropy
     */
    public record ExitResult(double accuracy, double loss) {}

    /**
     * The result of one exit rule on a client's test examples.
     *
     * @param label label of the rule
     * @param accuracy accuracy at the exits where examples left, in [0, 1]
     * @param shares fraction of examples that left at each exit, shallowest first; the sum is 1
     * @param expectedMacs mean cost per example, including all heads up to the exit where it left; empty without test
     *     examples, or if the cost of any layer of the network is unknown
     * @param promise of the rule; empty if it promises nothing, and for means over clients
     */
    public record RuleResult(
            String label,
            double accuracy,
            List<Double> shares,
            OptionalDouble expectedMacs,
            Optional<Promise> promise) {
        public RuleResult {
            shares = List.copyOf(shares);
        }

        /** Creates the result of a rule without a promise. */
        public RuleResult(String label, double accuracy, List<Double> shares, OptionalDouble expectedMacs) {
            this(label, accuracy, shares, expectedMacs, Optional.empty());
        }

        /** Returns the result of a candidate that was chosen for all clients. */
        public RuleResult chosen(String otherLabel, Promise other) {
            return new RuleResult(otherLabel, accuracy, shares, expectedMacs, Optional.of(other));
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
            ClientId client, int examples, List<ExitResult> exits, double ensembleAccuracy, List<RuleResult> rules) {
        return new ClientEvaluation(client, examples, exits, ensembleAccuracy, rules, Optional.empty(), List.of());
    }

    public ClientEvaluation {
        exits = List.copyOf(exits);
        rules = List.copyOf(rules);
        interference = List.copyOf(interference);
    }

    /** Returns this evaluation with the results of other exit rules. */
    public ClientEvaluation withRules(List<RuleResult> other) {
        return new ClientEvaluation(client, examples, exits, ensembleAccuracy, other, validation, interference);
    }

    /** Returns this evaluation with gradient conflicts. */
    public ClientEvaluation with(List<GradientConflict> other) {
        return new ClientEvaluation(client, examples, exits, ensembleAccuracy, rules, validation, other);
    }

    /** Returns the result of an exit. */
    public ExitResult exit(Exit exit) {
        return exits.get(exit.index());
    }

    /** Returns the mean accuracy over exits on validation examples; empty if the client has none. */
    public Optional<Double> validationAccuracy() {
        return validation.map(Validation::accuracy);
    }

    /** Returns the mean accuracy over exits on test examples. */
    public double meanAccuracy() {
        return exits.stream().mapToDouble(ExitResult::accuracy).average().orElse(0);
    }
}
