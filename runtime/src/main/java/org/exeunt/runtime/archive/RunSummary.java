package org.exeunt.runtime.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.ClientId;
import org.exeunt.api.exit.Promise;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.ExitConfidence;
import org.exeunt.runtime.store.identity.RunIdentity;
import org.exeunt.runtime.store.records.RunHistory;
import org.exeunt.runtime.store.records.RunOutline;
import org.exeunt.runtime.store.records.RunOutline.Network;
import org.exeunt.runtime.store.records.RunOutline.Setting;
import org.exeunt.runtime.store.records.RunOutline.Stop;

/**
 * The results of a run, computed from its records. Accuracies are in [0, 1]; means are over clients with test examples,
 * deviations are population standard deviations over clients. A run writes it as {@code summary.json} for other
 * programs, and nothing reads that file.
 *
 * @param schemaVersion of {@code summary.json}
 * @param name of the run
 * @param hash of configuration, code and files
 * @param setting of the run
 * @param network sizes and costs of the network
 * @param finalRound the evaluation after the last round: the result of the run
 * @param stop why the run ended before its last round; null if it did not
 * @param lastEvaluations means over the evaluations of the last five rounds
 * @param bestOnTest the evaluation with the highest mean accuracy; selected on test data, so never a result
 * @param rules results of each exit rule after the last round
 * @param equalAccuracy reference accuracies for early exits
 * @param policies savings of each exit policy after the last round
 * @param reliability of exits and exit rules after the last round
 * @param newClients results of clients that never trained; null if there are none
 * @param work cost of the run
 * @param warnings about results that may mislead
 */
public record RunSummary(
        int schemaVersion,
        String name,
        String hash,
        Setting setting,
        Network network,
        FinalRound finalRound,
        @JsonInclude(JsonInclude.Include.NON_NULL) Stop stop,
        LastEvaluations lastEvaluations,
        BestOnTest bestOnTest,
        List<Rule> rules,
        EqualAccuracy equalAccuracy,
        List<Policy> policies,
        Reliability reliability,
        @JsonInclude(JsonInclude.Include.NON_NULL) NewClients newClients,
        Work work,
        List<String> warnings) {
    private static final int SCHEMA = 6;

    public RunSummary {
        rules = List.copyOf(rules);
        policies = List.copyOf(policies);
        warnings = List.copyOf(warnings);
        int exits = network.exits();
        rules.stream().filter(rule -> rule.shares().size() != exits).findFirst().ifPresent(rule -> {
            throw new IllegalArgumentException("rule %s has %d shares for %d exits"
                    .formatted(rule.label(), rule.shares().size(), exits));
        });
    }

    /**
     * Computes the summary of a run.
     *
     * @param history with at least one evaluation
     */
    public static RunSummary of(RunIdentity identity, RunOutline outline, RunHistory history) {
        SummaryBuilder builder = new SummaryBuilder(outline, history);
        EvaluationRecord newest = history.newest();
        return new RunSummary(
                SCHEMA,
                identity.name(),
                identity.hash(),
                outline.setting(),
                outline.network(),
                new FinalRound(
                        newest.round().number(),
                        SummaryBuilder.tested(newest),
                        builder.exits(newest),
                        Accuracy.of(newest, ClientEvaluation::meanAccuracy),
                        Accuracy.of(newest, ClientEvaluation::ensembleAccuracy)),
                outline.stop(),
                builder.lastEvaluations(history.lastEvaluations()),
                new BestOnTest(history.best().round(), history.best().meanAccuracy()),
                builder.rules(newest),
                new EqualAccuracy(builder.finalAccuracy(newest), outline.baselineAccuracy(), outline.accuracySlack()),
                builder.savings(),
                new Reliability(newest.reliability().exits(), builder.chosen(), builder.promises()),
                builder.newClients(),
                builder.work(),
                outline.warnings());
    }

    /** Returns the mean of the validation accuracies of some evaluations; empty if they have none. */
    public static OptionalDouble validationAccuracy(List<EvaluationRecord> evaluations) {
        return evaluations.stream()
                .map(EvaluationRecord::validationAccuracy)
                .flatMapToDouble(OptionalDouble::stream)
                .average();
    }

    /** Returns the number of exits. */
    public int exits() {
        return network.exits();
    }

    /** Returns the number of rounds that the run had; less than configured if it stopped early. */
    public int rounds() {
        return stop == null ? setting.rounds() : stop.round();
    }

    /** Returns the accuracy of the final exit after the last round, mean over clients. */
    public double finalAccuracy() {
        return finalRound.exits().get(exits() - 1).accuracy().mean();
    }

    /** Returns the title of the run: its name and hash. */
    public String title() {
        return new RunIdentity(name, hash).title();
    }

    /**
     * The numbers of clients and examples that a result covers.
     *
     * @param clients with such examples
     * @param examples summed over these clients
     */
    public record Counts(int clients, long examples) {}

    /** Mean and deviation over clients. */
    public record Figure(double mean, double deviation) {}

    /**
     * An accuracy over clients.
     *
     * @param mean unweighted mean over clients
     * @param deviation over clients
     * @param worstTenth mean over the tenth of clients, at least one, with the lowest accuracy
     * @param overExamples mean over clients weighted by their numbers of test examples
     */
    public record Accuracy(double mean, double deviation, double worstTenth, double overExamples) {
        static Accuracy of(EvaluationRecord evaluation, ToDoubleFunction<ClientEvaluation> of) {
            return new Accuracy(
                    evaluation.mean(of),
                    evaluation.deviation(of),
                    evaluation.worstTenth(of),
                    evaluation.meanOverExamples(of));
        }
    }

    /** The results of one exit after the last round. */
    public record ExitFigures(int exit, Accuracy accuracy, Figure loss) {}

    /**
     * The results of all exits after the last round.
     *
     * @param tested clients with test examples, and the number of their test examples
     * @param meanAccuracy over exits
     */
    public record FinalRound(
            int round, Counts tested, List<ExitFigures> exits, Accuracy meanAccuracy, Accuracy ensembleAccuracy) {
        public FinalRound {
            exits = List.copyOf(exits);
        }
    }

    /**
     * Means over the evaluations of the last five rounds.
     *
     * @param evaluations number of evaluations, at most five
     * @param accuracy of each exit, shallowest first
     * @param meanAccuracy over exits
     * @param validationAccuracy over exits, on the clients' validation examples; null without validation examples
     * @param validated clients with validation examples, and the number of these; null without validation examples
     */
    public record LastEvaluations(
            int evaluations,
            List<Double> accuracy,
            double meanAccuracy,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double validationAccuracy,
            @JsonInclude(JsonInclude.Include.NON_NULL) Counts validated) {}

    /** The first evaluation with the highest mean accuracy over exits and clients. */
    public record BestOnTest(int round, double meanAccuracy) {}

    /**
     * The results of one exit rule after the last round.
     *
     * @param policy of the rule
     * @param label of the rule
     * @param accuracy at the exits where examples left
     * @param accuracyDrop by how much it is below the accuracy of the final exit; negative if it is above
     * @param shares fraction of examples that left at each exit, shallowest first
     * @param expectedMacs mean cost of an example; null if the cost of a layer is unknown
     * @param macsSaved saved fraction of the static network's cost, negative if the rule costs more; null if unknown
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
     * The reference accuracies for early exits.
     *
     * @param own of the run's final exit after the last round
     * @param baseline of the best baseline's final exit, as configured; null if not configured
     * @param slack by how much the accuracy may be lower
     */
    public record EqualAccuracy(double own, @JsonInclude(JsonInclude.Include.NON_NULL) Double baseline, double slack) {}

    /**
     * The savings of one exit policy after the last round: the saved fraction of the static network's cost at the
     * cheapest point of its sweep that is accurate enough, with linear interpolation between neighbouring rules ({@link
     * MacsReduction}).
     *
     * @param macsSavedAtEqualAccuracy at the accuracy of the run's own final exit minus the slack; null if no rule is
     *     accurate enough or the cost of a layer is unknown
     * @param macsSavedAtBaselineAccuracy at the accuracy of the best baseline minus the slack; null if no rule is
     *     accurate enough, no baseline was configured, or the cost of a layer is unknown
     */
    public record Policy(
            String policy,
            @JsonInclude(JsonInclude.Include.ALWAYS) Double macsSavedAtEqualAccuracy,
            @JsonInclude(JsonInclude.Include.ALWAYS) Double macsSavedAtBaselineAccuracy) {}

    /**
     * How far exits and exit rules can be trusted.
     *
     * @param exits confidences on test examples, shallowest exit first; empty without test examples
     * @param chosen for each exit policy, the rule chosen on validation examples; empty without validation examples or
     *     if the cost of a layer is unknown
     * @param promises of the exit rules that promise something
     */
    public record Reliability(
            List<ExitConfidence> exits,
            List<ChosenRule> chosen,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Promised> promises) {
        public Reliability {
            exits = List.copyOf(exits);
            chosen = List.copyOf(chosen);
            promises = promises == null ? List.of() : List.copyOf(promises);
        }
    }

    /**
     * The promises of an exit rule after the last round, to the clients with test examples. One promise to the whole
     * federation is counted as one to each of them.
     *
     * @param needed number of validation examples below which nothing can be promised
     * @param brokenBy key of the configuration because of which no promise holds; null if there is none
     * @param clients number of clients with test examples
     * @param holding how many of them have a promise
     * @param kept on test examples, mean over the clients with a promise; null without these, and if the cost of a layer
     *     is unknown
     * @param without the other clients
     */
    public record Promised(
            String label,
            Promise.Risk risk,
            Promise.Scope scope,
            double epsilon,
            double delta,
            double needed,
            @JsonInclude(JsonInclude.Include.NON_NULL) String brokenBy,
            int clients,
            int holding,
            @JsonInclude(JsonInclude.Include.NON_NULL) Tradeoff kept,
            List<Unpromised> without) {
        public Promised {
            without = List.copyOf(without);
        }
    }

    /**
     * A client to which nothing is promised, because its validation examples are too few, or the risk is too high even
     * at the strictest threshold.
     *
     * @param examples number of validation examples
     * @param count how many of them had the risk
     * @param bound of the risk
     */
    public record Unpromised(ClientId client, int examples, int count, double bound) {}

    /**
     * The rule of an exit policy that saves most on validation examples without a loss of accuracy greater than the
     * slack there, and what it does on test examples.
     *
     * @param label of the rule; null if no rule of the policy loses so little, so that no input leaves early
     * @param promised on validation examples
     * @param kept on test examples
     */
    public record ChosenRule(
            String policy, @JsonInclude(JsonInclude.Include.ALWAYS) String label, Tradeoff promised, Tradeoff kept) {}

    /**
     * What leaving early costs and saves.
     *
     * @param accuracyDrop by how much the accuracy is below that of the final exit; negative if it is above
     * @param macsSaved fraction of the static network's MACs
     */
    public record Tradeoff(double accuracyDrop, double macsSaved) {}

    /**
     * The results of clients that never trained: what the federation offers to clients that join later.
     *
     * @param clients number of new clients
     * @param tested new clients with test examples, and the number of these
     * @param exits after the last round
     * @param meanAccuracy over exits, after the last round
     * @param ensembleAccuracy after the last round
     * @param lastEvaluations means over the evaluations of the last five rounds
     * @param rules results of each exit rule after the last round
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
     * The cost of the run, without evaluations.
     *
     * @param downlinkBytes payload sent to clients
     * @param uplinkBytes payload received from clients
     * @param epochs passes over local data, summed over clients
     * @param headEpochs how many of these trained only heads
     * @param activeExits number of exits trained in each round, summed over the clients that were not left out
     * @param leftOut number of times a client of a cohort was left out
     * @param simulatedSeconds length of all rounds; null if the run simulates no devices
     */
    public record Work(
            long downlinkBytes,
            long uplinkBytes,
            double epochs,
            double headEpochs,
            List<Integer> activeExits,
            int leftOut,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double simulatedSeconds) {}
}
