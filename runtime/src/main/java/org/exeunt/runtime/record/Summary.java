package org.exeunt.runtime.record;

import java.util.List;

/**
 * How a finished run ended: {@code summary.json}. Accuracies are shares in [0, 1], means over clients with test examples, deviations those of
 * the population of clients.
 *
 * @param schemaVersion of this file
 * @param name of the run
 * @param hash of configuration, code and data
 * @param setting what was run
 * @param network its size and costs
 * @param finalRound figures of the evaluation after the last round
 * @param lastEvaluations means over the last evaluations
 * @param bestMeanAccuracyOnTest the highest mean accuracy any evaluation saw; chosen on test data, so never a result
 * @param rules what each exit rule gave after the last round
 * @param policies what the sweep of each exit policy gave after the last round
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
        double bestMeanAccuracyOnTest,
        List<Rule> rules,
        List<Policy> policies,
        Work work,
        List<String> warnings) {
    /** The version of this record. */
    public static final int SCHEMA = 1;

    /** What was run, by the ids of its plugins. */
    public record Setting(
            long seed, String dataset, String strategy, String coordination, String engine, int clients, int rounds) {}

    /**
     * The early-exit network.
     *
     * @param parameters number of values that gradients move
     * @param buffers number of running statistics
     * @param fullMacs cost of the static network: backbone and final head alone
     * @param leavingMacs cost of leaving at each exit, heads on the way included, shallowest first
     */
    public record Network(int classes, int parameters, int buffers, long fullMacs, List<Long> leavingMacs) {}

    /** A figure over clients. */
    public record Figure(double mean, double deviation) {}

    /** One exit after the last round. */
    public record ExitFigures(int exit, Figure accuracy, Figure loss) {}

    /** All exits after the last round; {@code meanAccuracy} is the mean over exits. */
    public record FinalRound(int round, List<ExitFigures> exits, Figure meanAccuracy, Figure ensembleAccuracy) {}

    /**
     * Means over the last evaluations.
     *
     * @param evaluations how many there were, at most five
     * @param accuracy of each exit, shallowest first
     * @param meanAccuracy over exits
     */
    public record LastEvaluations(int evaluations, List<Double> accuracy, double meanAccuracy) {}

    /**
     * One exit rule after the last round.
     *
     * @param policy whose rule it is
     * @param label of the rule
     * @param accuracy where examples left
     * @param accuracyDropPoints how many percentage points that is below the final exit
     * @param shares of examples that left at each exit, shallowest first
     * @param expectedMacs mean cost of an example
     * @param macsSaved share of the static network's cost that is saved, negative if the rule costs more
     */
    public record Rule(
            String policy,
            String label,
            double accuracy,
            double accuracyDropPoints,
            List<Double> shares,
            double expectedMacs,
            double macsSaved) {}

    /**
     * One exit policy after the last round.
     *
     * @param macsSavedAtEqualAccuracy share of the static network's cost saved at the accuracy of the run's own final exit; null if no rule is
     *     that accurate
     */
    public record Policy(String policy, Double macsSavedAtEqualAccuracy) {}

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
            long epochs,
            long headEpochs,
            List<Integer> activeExits,
            int leftOut) {}
}
