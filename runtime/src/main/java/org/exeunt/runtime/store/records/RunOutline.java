package org.exeunt.runtime.store.records;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.config.run.EvaluationConfig;

/**
 * What a run was and how it ended, as far as its records of rounds and evaluations do not contain it: {@code
 * outline.json}.
 *
 * @param name of the run
 * @param policies name of the exit policy of each exit rule
 * @param baselineAccuracy of the best baseline's final exit, as configured; null if not configured
 * @param accuracySlack by how much early exits may be less accurate than a reference
 * @param stop why the run ended before its last round; null if it did not
 * @param promisesBrokenBy key of the configuration by which validation examples influenced the model, so that promises
 *     of exit rules do not hold; null if there is none
 * @param warnings about results that may mislead
 */
public record RunOutline(
        String name,
        Setting setting,
        Network network,
        List<String> policies,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double baselineAccuracy,
        double accuracySlack,
        @JsonInclude(JsonInclude.Include.NON_NULL) Stop stop,
        @JsonInclude(JsonInclude.Include.NON_NULL) String promisesBrokenBy,
        List<String> warnings) {
    public RunOutline {
        policies = List.copyOf(policies);
        warnings = List.copyOf(warnings);
    }

    /** Returns the outline with the exit policies of another evaluation, and its warnings. */
    public RunOutline with(
            List<String> otherPolicies, EvaluationConfig evaluation, String brokenBy, List<String> otherWarnings) {
        return new RunOutline(
                name,
                setting,
                network,
                otherPolicies,
                evaluation.baselineAccuracy().orElse(null),
                evaluation.accuracySlack(),
                stop,
                brokenBy,
                otherWarnings);
    }

    /**
     * The main properties of the run, with the ids of its plugins.
     *
     * @param input lengths of the axes of one example
     * @param clients number of clients of the federation
     * @param newClients number of clients that never train
     */
    public record Setting(
            long seed,
            String dataset,
            List<Integer> input,
            String strategy,
            String coordination,
            String engine,
            int clients,
            int newClients,
            int rounds) {
        public Setting {
            input = InputShape.of(input).lengths();
            requireAtLeast(1, input.stream().reduce(1, Math::multiplyExact), "values of an input");
        }
    }

    /**
     * The early-exit network.
     *
     * @param exits number of exits
     * @param parameters number of trainable values
     * @param buffers number of running statistics
     * @param fullMacs cost of the static network, backbone and final head only; null if the cost of a layer is unknown
     * @param leavingMacs cost of leaving at each exit, including earlier heads, shallowest first; empty if the cost of
     *     a layer is unknown
     */
    public record Network(
            int classes,
            int exits,
            int parameters,
            int buffers,
            @JsonInclude(JsonInclude.Include.ALWAYS) Long fullMacs,
            List<Long> leavingMacs) {
        public Network {
            leavingMacs = List.copyOf(leavingMacs);
            requireAtLeast(1, classes, "classes");
            requireAtLeast(1, exits, "exits");
            if (leavingMacs.size() != (fullMacs == null ? 0 : exits)) {
                throw new IllegalArgumentException(
                        "the costs of %d of %d exits are known, and that of the static network is %s"
                                .formatted(leavingMacs.size(), exits, fullMacs));
            }
        }

        /** Returns sizes and costs of a network. */
        public static Network of(NetworkSpec network) {
            return new Network(
                    network.classes(),
                    network.exits(),
                    network.layout().trainable().size(),
                    network.layout().buffers().size(),
                    network.costOfOnly(network.finalExit()).map(Macs::count).orElse(null),
                    network.allExits().asList().stream()
                            .map(network::costOfLeavingAt)
                            .flatMap(Optional::stream)
                            .map(Macs::count)
                            .toList());
        }
    }

    /**
     * The early end of a run. Accuracies are means over exits and clients on validation examples.
     *
     * @param round the last round
     * @param validationAccuracy of the evaluation after that round
     * @param bestRound round of the evaluation that later ones did not improve on; the result is not that of this round
     * @param bestValidationAccuracy of that evaluation
     */
    public record Stop(
            int round, StopReason reason, double validationAccuracy, int bestRound, double bestValidationAccuracy) {}

    /** Why a run ended before its last round. */
    public enum StopReason {
        /** The validation accuracy reached {@code training.stop.target}. */
        @JsonProperty("target-reached")
        TARGET_REACHED,
        /** {@code training.stop.patience} evaluations did not improve on an earlier one. */
        @JsonProperty("no-improvement")
        NO_IMPROVEMENT
    }

    private static void requireAtLeast(int least, int found, String what) {
        if (found < least) {
            throw new IllegalArgumentException("%d %s; expected at least %d".formatted(found, what, least));
        }
    }
}
