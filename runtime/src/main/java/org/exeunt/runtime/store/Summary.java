package org.exeunt.runtime.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.exeunt.api.data.InputShape;

/**
 * How a finished run ended: {@code summary.json}. Accuracies are shares in [0, 1], means over clients with test examples, deviations those of
 * the population of clients.
 *
 * @param schemaVersion of this file
 * @param name of the run
 * @param hash of configuration, code and data
 * @param setting what was run
 * @param network its size and costs
 * @param finalRound figures of the evaluation after the last round: the result of a run
 * @param lastEvaluations means over the evaluations of the last five rounds
 * @param bestOnTest the evaluation of the highest mean accuracy; chosen on test data, so never a result
 * @param rules what each exit rule gave after the last round
 * @param equalAccuracy what leaving early is held against
 * @param policies what the sweep of each exit policy gave after the last round
 * @param newClients figures of clients that never trained; null if there are none
 * @param work what the run cost
 * @param warnings what may mislead
 */
public record Summary(
        int schemaVersion,
        String name,
        String hash,
        Setting setting,
        Network network,
        FinalRound finalRound,
        LastEvaluations lastEvaluations,
        BestOnTest bestOnTest,
        List<Rule> rules,
        EqualAccuracy equalAccuracy,
        List<Policy> policies,
        @JsonInclude(JsonInclude.Include.NON_NULL) NewClients newClients,
        Work work,
        List<String> warnings) {
    /** The version of this record. */
    public static final int SCHEMA = 4;

    public Summary {
        rules = List.copyOf(rules);
        policies = List.copyOf(policies);
        warnings = List.copyOf(warnings);
        int exits = finalRound.exits().size();
        int costs = network.leavingMacs().size();
        atLeast(1, exits, "exits");
        if (lastEvaluations.accuracy().size() != exits || costs != exits && network.fullMacs() != null) {
            throw new IllegalArgumentException(
                    "%d exits have costs, %d figures of the final round, %d of the last evaluations"
                            .formatted(costs, exits, lastEvaluations.accuracy().size()));
        }
        rules.stream().filter(rule -> rule.shares().size() != exits).findFirst().ifPresent(rule -> {
            throw new IllegalArgumentException("rule %s has %d shares for %d exits"
                    .formatted(rule.label(), rule.shares().size(), exits));
        });
    }

    /** Returns the number of exits. */
    public int exits() {
        return finalRound.exits().size();
    }

    /** Returns the title of the run: its name and hash. */
    public String title() {
        return new RunIdentity(name, hash).title();
    }

    /**
     * What was run, by the ids of its plugins.
     *
     * @param input lengths of one example's axes
     * @param clients of the federation
     * @param newClients that never trained
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
            input = new InputShape(input).lengths();
            atLeast(1, input.stream().reduce(1, Math::multiplyExact), "values of an input");
            atLeast(1, clients, "clients");
            atLeast(0, newClients, "new clients");
            atLeast(1, rounds, "rounds");
        }
    }

    /**
     * The early-exit network.
     *
     * @param parameters number of values that gradients move
     * @param buffers number of running statistics
     * @param fullMacs cost of the static network, backbone and final head alone; null if the cost of some layer is not known
     * @param leavingMacs cost of leaving at each exit, heads on the way included, shallowest first; empty if the cost of some layer is not known
     */
    public record Network(
            int classes,
            int parameters,
            int buffers,
            @JsonInclude(JsonInclude.Include.ALWAYS) Long fullMacs,
            List<Long> leavingMacs) {
        public Network {
            leavingMacs = List.copyOf(leavingMacs);
            atLeast(1, classes, "classes");
            if (leavingMacs.isEmpty() != (fullMacs == null)) {
                throw new IllegalArgumentException(
                        "the costs of %d exits are known, and that of the static network is %s"
                                .formatted(leavingMacs.size(), fullMacs));
            }
        }
    }

    /**
     * How many stand behind a figure.
     *
     * @param clients that have such examples
     * @param examples of all of them together
     */
    public record Counts(int clients, long examples) {
        public Counts {
            atLeast(0, clients, "clients");
        }
    }

    /** A figure over clients. */
    public record Figure(double mean, double deviation) {}

    /**
     * An accuracy over clients.
     *
     * @param mean over clients, each counting alike
     * @param deviation over clients
     * @param worstTenth mean over the tenth of clients, at least one, for which it is lowest
     * @param overExamples mean over clients, each counting as much as it has test examples
     */
    public record Accuracy(double mean, double deviation, double worstTenth, double overExamples) {}

    /** One exit after the last round. */
    public record ExitFigures(int exit, Accuracy accuracy, Figure loss) {}

    /**
     * All exits after the last round.
     *
     * @param tested clients with test examples, and these
     * @param meanAccuracy the mean over exits
     */
    public record FinalRound(
            int round, Counts tested, List<ExitFigures> exits, Accuracy meanAccuracy, Accuracy ensembleAccuracy) {
        public FinalRound {
            exits = List.copyOf(exits);
            atLeast(0, round, "rounds");
        }
    }

    /**
     * Means over the evaluations of the last five rounds.
     *
     * @param evaluations how many there were, at most five
     * @param accuracy of each exit, shallowest first
     * @param meanAccuracy over exits
     * @param validationAccuracy over exits, on the clients' validation examples; null if there are none
     * @param validated clients with validation examples, and these; null if there are none
     */
    public record LastEvaluations(
            int evaluations,
            List<Double> accuracy,
            double meanAccuracy,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double validationAccuracy,
            @JsonInclude(JsonInclude.Include.NON_NULL) Counts validated) {}

    /** The evaluation of the highest mean accuracy over exits and clients, the first of several. */
    public record BestOnTest(int round, double meanAccuracy) {}

    /**
     * One exit rule after the last round.
     *
     * @param policy whose rule it is
     * @param label of the rule
     * @param accuracy where examples left
     * @param accuracyDrop how much that is below the final exit, negative if it is above
     * @param shares of examples that left at each exit, shallowest first
     * @param expectedMacs mean cost of an example; null if the cost of some layer is not known
     * @param macsSaved share of the static network's cost that is saved, negative if the rule costs more; null if it is not known
     */
    public record Rule(
            String policy,
            String label,
            double accuracy,
            double accuracyDrop,
            List<Double> shares,
            @JsonInclude(JsonInclude.Include.ALWAYS) Double expectedMacs,
            @JsonInclude(JsonInclude.Include.ALWAYS) Double macsSaved) {}

    /**
     * Accuracies that leaving early is held against.
     *
     * @param own of the run's final exit after the last round
     * @param baseline of the best baseline's final exit, as configured; null if it was not
     * @param slack how much less accurate leaving early may be
     */
    public record EqualAccuracy(double own, @JsonInclude(JsonInclude.Include.NON_NULL) Double baseline, double slack) {}

    /**
     * One exit policy after the last round: how much of the static network's cost the cheapest point of its sweep saves that is accurate enough,
     * points on the straight lines between neighbouring rules included ({@link MacsReduction}).
     *
     * @param macsSavedAtEqualAccuracy at the accuracy of the run's own final exit, less the slack; null if no rule is that accurate, or the
     *     cost of some layer is not known
     * @param macsSavedAtBaselineAccuracy at that of the best baseline's, less the slack; null if no rule is that accurate, none was
     *     configured, or the cost of some layer is not known
     */
    public record Policy(
            String policy,
            @JsonInclude(JsonInclude.Include.ALWAYS) Double macsSavedAtEqualAccuracy,
            @JsonInclude(JsonInclude.Include.ALWAYS) Double macsSavedAtBaselineAccuracy) {}

    /**
     * Clients that never trained: what the federation gives to whoever comes later.
     *
     * @param clients how many there are
     * @param tested those with test examples, and these
     * @param exits after the last round
     * @param meanAccuracy over exits, after the last round
     * @param ensembleAccuracy after the last round
     * @param lastEvaluations means over the evaluations of the last five rounds
     * @param rules what each exit rule gave after the last round
     */
    public record NewClients(
            int clients,
            Counts tested,
            List<ExitFigures> exits,
            Accuracy meanAccuracy,
            Accuracy ensembleAccuracy,
            LastEvaluations lastEvaluations,
            List<Rule> rules) {}

    /**
     * What the run cost, without evaluations.
     *
     * @param downlinkBytes payload sent to clients
     * @param uplinkBytes payload received from clients
     * @param epochs passes over local data of all clients together
     * @param headEpochs how many of these moved heads alone
     * @param activeExits how many exits learned in each round, summed over its cohort
     * @param leftOut how often a client of a cohort was left out
     */
    public record Work(
            long downlinkBytes,
            long uplinkBytes,
            double epochs,
            double headEpochs,
            List<Integer> activeExits,
            int leftOut) {}

    private static void atLeast(int least, int found, String what) {
        if (found < least) {
            throw new IllegalArgumentException("%d %s; expected at least %d".formatted(found, what, least));
        }
    }
}
