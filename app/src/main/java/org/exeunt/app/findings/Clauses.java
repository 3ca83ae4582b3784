package org.exeunt.app.findings;

import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.archive.RunSummary.Counts;
import org.exeunt.runtime.archive.RunSummary.Rule;
import org.exeunt.runtime.archive.RunSummary.Tradeoff;
import org.exeunt.runtime.store.records.RunOutline.StopReason;

/** Facts about runs as clauses of sentences. */
public final class Clauses {
    private Clauses() {}

    /** Returns which fraction of MACs is saved, in %, or how many more MACs are needed if it is negative. */
    public static String macs(double saved) {
        String percent = Figures.number(100 * saved, 1);
        return percent.startsWith("-") ? percent.substring(1) + " % more MACs" : percent + " % of MACs saved";
    }

    /** Returns the number with its noun, or the range from minimum to maximum if numbers differ. */
    public static String range(LongStream numbers, String noun) {
        LongSummaryStatistics all = numbers.summaryStatistics();
        String most = Figures.count(all.getMax(), noun);
        return all.getMin() == all.getMax() ? most : String.format(Locale.ROOT, "%,d to %s", all.getMin(), most);
    }

    /** Returns why a run ended before its last round; empty if it did not. */
    public static Optional<String> stopped(RunSummary summary) {
        return Optional.ofNullable(summary.stop())
                .map(stop -> "stopped after round %d of %d: the validation accuracy %s"
                        .formatted(
                                stop.round(),
                                summary.setting().rounds(),
                                stop.reason() == StopReason.TARGET_REACHED
                                        ? "reached " + Figures.percent(stop.validationAccuracy())
                                        : "has hardly improved since round %d (%s, now %s)"
                                                .formatted(
                                                        stop.bestRound(),
                                                        Figures.percent(stop.bestValidationAccuracy()),
                                                        Figures.percent(stop.validationAccuracy()))));
    }

    /** Returns the numbers of clients and examples on which accuracies are computed. */
    public static String tested(Counts counts) {
        return counts.clients() == 0
                ? "no client has test examples, so there are no accuracies"
                : "%s with %s"
                        .formatted(
                                Figures.count(counts.clients(), "client"),
                                Figures.count(counts.examples(), "test example"));
    }

    /** Returns how many updates of runs were left out, as {@code 6 of 48}; empty if none. */
    public static Optional<String> leftOut(Stream<RunRecords> runs) {
        List<RoundRecord> rounds = runs.flatMap(run -> run.rounds().stream()).toList();
        int left = rounds.stream().mapToInt(round -> round.failures().size()).sum();
        int all = rounds.stream().mapToInt(round -> round.exits().size()).sum();
        return left == 0 ? Optional.empty() : Optional.of(String.format(Locale.ROOT, "%,d of %,d", left, all));
    }

    /** Returns what follows the accuracy of a final exit at which runs are compared: by how much it may be lower. */
    public static String slack(Stream<RunSummary> runs) {
        DoubleSummaryStatistics slack =
                runs.mapToDouble(run -> 100 * run.equalAccuracy().slack()).summaryStatistics();
        String least = slack.getMin() == slack.getMax() ? "" : Figures.number(slack.getMin(), 1) + " to ";
        return slack.getMax() == 0 ? "" : " less %s%s points".formatted(least, Figures.number(slack.getMax(), 1));
    }

    /**
     * Returns the rule to leave early by where none is as accurate as the final exit: of the rules that save MACs the
     * one that saves most within one point of the final exit or, if there is none, the one that costs least. Empty if
     * no rule saves MACs.
     */
    public static Optional<Rule> cheapest(Stream<Rule> rules) {
        List<Rule> saving = rules.filter(rule -> rule.macsSaved() != null && rule.macsSaved() > 0)
                .toList();
        return saving.stream()
                .filter(rule -> rule.accuracyDrop() <= 0.01)
                .max(Comparator.comparing(Rule::macsSaved))
                .or(() -> saving.stream().min(Comparator.comparing(Rule::accuracyDrop)));
    }

    /** Returns what this rule saves and costs. */
    public static Optional<String> cost(Stream<Rule> rules) {
        return cheapest(rules).map(rule -> "%s saves %s of MACs at a %s"
                .formatted(rule.label(), Figures.percent(rule.macsSaved()), change(rule.accuracyDrop())));
    }

    /** Returns the rule chosen on validation examples; empty without validation examples. */
    public static Optional<String> chosenRule(RunSummary summary) {
        return Measure.chosenRule(summary)
                .map(rule -> rule.label() == null
                        ? "No setting of %s saves MACs at the accuracy of the final exit%s on validation examples."
                                .formatted(rule.policy(), slack(Stream.of(summary)))
                        : "Chosen on validation examples: %s, with %s there, and %s on test examples."
                                .formatted(rule.label(), tradeoff(rule.promised()), tradeoff(rule.kept())));
    }

    /**
     * Returns what leaving early saves and costs on test examples: with the rule chosen on validation examples or,
     * without these, on test examples. Empty if there is no rule that saves MACs, or if these are not known.
     */
    public static Optional<String> leaving(RunSummary summary) {
        return Measure.chosenRule(summary)
                .map(rule -> rule.label() == null
                        ? chosenRule(summary).orElseThrow()
                        : "%s (%s, chosen on validation examples)".formatted(tradeoff(rule.kept()), rule.label()))
                .or(() -> cost(summary.rules().stream()).map(cost -> cost + " (chosen on test examples)"));
    }

    /** Returns the accuracy of a run and what leaving early saves, a sentence each; empty without test examples. */
    public static List<String> answer(RunSummary summary) {
        if (summary.finalRound().tested().clients() == 0) {
            return List.of();
        }
        RunSummary.Accuracy last =
                summary.finalRound().exits().get(summary.exits() - 1).accuracy();
        return Stream.concat(
                        Stream.of("Accuracy: %s at the final exit, %s in the worst tenth of clients"
                                .formatted(Figures.percent(last.mean()), Figures.percent(last.worstTenth()))),
                        leaving(summary).map("Leaving early: "::concat).stream())
                .toList();
    }

    private static String tradeoff(Tradeoff rule) {
        return "%s at a %s".formatted(macs(rule.macsSaved()), change(rule.accuracyDrop()));
    }

    /** Returns by how many points the accuracy is below or above that of the final exit. */
    public static String change(double drop) {
        String loss = Figures.number(100 * drop, 1);
        return (loss.startsWith("-") ? "gain of " + loss.substring(1) : "loss of " + loss) + " points";
    }

    /** Returns p of a test. */
    public static String p(double p) {
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** Returns p with its relation, such as {@code = 0.012}. */
    static String equalsP(double p) {
        return p < 0.001 ? p(p) : "= " + p(p);
    }
}
