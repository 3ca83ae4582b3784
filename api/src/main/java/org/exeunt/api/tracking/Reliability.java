package org.exeunt.api.tracking;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;

/**
 * How far the exits of personal models, and the rules that choose an exit, can be trusted: figures of one client, or of
 * several.
 *
 * @param exits confidences on test examples, one entry per exit, shallowest first; empty without test examples
 * @param validation results on validation examples; empty without validation examples
 */
public record Reliability(List<ExitConfidence> exits, Optional<Validation> validation) {
    /** Neither test nor validation examples. */
    public static final Reliability NONE = new Reliability(List.of(), Optional.empty());

    /**
     * The results on validation examples, by which a rule can be chosen without test examples.
     *
     * @param finalAccuracy accuracy of the final exit, in [0, 1]
     * @param rules results of the exit rules, in the order of the configuration
     */
    public record Validation(double finalAccuracy, List<RuleResult> rules) {
        public Validation {
            rules = List.copyOf(rules);
        }

        private static Validation over(List<Validation> clients) {
            return new Validation(
                    clients.stream()
                            .mapToDouble(Validation::finalAccuracy)
                            .average()
                            .orElseThrow(),
                    RuleResult.means(clients.stream().map(Validation::rules).toList()));
        }
    }

    public Reliability {
        exits = List.copyOf(exits);
    }

    /**
     * Returns these figures with the results of other exit rules.
     *
     * @param change of the results of all rules on validation examples
     */
    public Reliability withRules(UnaryOperator<List<RuleResult>> change) {
        return new Reliability(
                exits, validation.map(own -> new Validation(own.finalAccuracy(), change.apply(own.rules()))));
    }

    /**
     * Returns the figures over several clients: unweighted means over the clients that have them, and sums of bins.
     *
     * @param clients in a fixed order, on which the last bits of sums depend
     */
    public static Reliability over(List<Reliability> clients) {
        List<Validation> validation = clients.stream()
                .map(Reliability::validation)
                .flatMap(Optional::stream)
                .toList();
        return new Reliability(
                ExitConfidence.overAll(clients.stream()
                        .map(Reliability::exits)
                        .filter(exits -> !exits.isEmpty())
                        .toList()),
                validation.isEmpty() ? Optional.empty() : Optional.of(Validation.over(validation)));
    }
}
