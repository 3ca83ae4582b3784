package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.compare.Tuning;
import org.exeunt.app.compare.TuningResult;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;

/** Sentences and formatted figures of reports. */
public final class Words {
    /** The sentence above the table of metrics. */
    static final String METRICS = "Reported by the strategies themselves, last value of a run, mean over seeds:";

    /** The sentence above the table of metrics of a single run. */
    static final String METRICS_OF_RUN = "Reported by the strategy itself, last value:";

    /** Explains {@link #estimate}. */
    static final String PARTIAL =
            "(2 of 3): the mean of the seeds that have the figure. It is not compared, and nothing in"
                    + " its column is bold.";

    /** A tenth of fewer clients, rounded down but at least one, is a single client. */
    private static final int TWO_TENTHS = 20;

    static final String CAUTION =
            ("n too small: with so few seeds even the smallest p that a signed-rank test can give is, corrected, "
                            + "above %s, so it is not made, and Holm's correction does not count it. The t test "
                            + "assumes normal differences. Read differences against their spread.")
                    .formatted(SettingTable.LEVEL);

    /** States how savings at equal accuracy are computed; they are not those of one setting. */
    static final String INTERPOLATED = "interpolated between settings of its best exit policy on the test examples";

    private Words() {}

    /** Returns a fraction in %. */
    public static String percent(double share) {
        return Figures.number(100 * share, 1);
    }

    /** Returns which fraction of MACs is saved, in %, or how many more MACs are needed if it is negative. */
    public static String macs(double saved) {
        return bySign(100 * saved, "%s %% of MACs saved", "%s %% more MACs");
    }

    /** Returns what early exits do, in %: save MACs, or cost more if it is negative. */
    static String savesMacs(double percent) {
        return bySign(percent, "save %s %% of the MACs", "cost %s %% more MACs");
    }

    /** Returns the text with a number of one decimal if it is not negative as shown, or the other, without sign. */
    static String bySign(double number, String text, String ofNegative) {
        String shown = Figures.number(number, 1);
        return shown.startsWith("-") ? ofNegative.formatted(shown.substring(1)) : text.formatted(shown);
    }

    /** Returns the number with its noun, or the range from minimum to maximum if numbers differ. */
    static String range(LongStream numbers, String noun) {
        LongSummaryStatistics all = numbers.summaryStatistics();
        String most = Figures.count(all.getMax(), noun);
        return all.getMin() == all.getMax() ? most : String.format(Locale.ROOT, "%,d to %s", all.getMin(), most);
    }

    /** Returns why a run ended before its last round, as a clause; empty if it did not. */
    public static Optional<String> stopped(Summary summary) {
        return Optional.ofNullable(summary.stop()).map(stop -> "stopped after round %d of %d: %s"
                .formatted(
                        stop.round(),
                        summary.setting().rounds(),
                        stop.reason() == Summary.StopReason.TARGET_REACHED
                                ? "the validation accuracy reached %s %%".formatted(percent(stop.validationAccuracy()))
                                : "the validation accuracy has %s since round %d (%s %%, now %s %%)"
                                        .formatted(
                                                stop.validationAccuracy() > stop.bestValidationAccuracy()
                                                        ? "improved by too little"
                                                        : "not improved",
                                                stop.bestRound(),
                                                percent(stop.bestValidationAccuracy()),
                                                percent(stop.validationAccuracy()))));
    }

    /** Returns the numbers of clients and examples on which accuracies are computed. */
    public static String tested(Summary.Counts counts) {
        return counts.clients() == 0
                ? "no client has test examples, so there are no accuracies"
                : "%s with %s"
                        .formatted(
                                Figures.count(counts.clients(), "client"),
                                Figures.count(counts.examples(), "test example"));
    }

    /** Returns how many updates of rounds were left out, as {@code 6 of 48}; empty if none. */
    public static Optional<String> leftOut(List<RoundRecord> rounds) {
        int left = rounds.stream().mapToInt(round -> round.failures().size()).sum();
        int all = rounds.stream().mapToInt(round -> round.exits().size()).sum();
        return left == 0 ? Optional.empty() : Optional.of(String.format(Locale.ROOT, "%,d of %,d", left, all));
    }

    /** Returns what follows the accuracy of a final exit at which runs are compared: by how much it may be lower. */
    public static String slack(Stream<Summary> runs) {
        DoubleSummaryStatistics slack =
                runs.mapToDouble(run -> run.equalAccuracy().slack()).summaryStatistics();
        String least = slack.getMin() == slack.getMax() ? "" : percent(slack.getMin()) + " to ";
        return slack.getMax() == 0 ? "" : " less %s%s points".formatted(least, percent(slack.getMax()));
    }

    /**
     * Returns what leaving early costs where no exit rule is as accurate as the final exit: of the rules that save MACs
     * the one that saves most within one point of the final exit or, if there is none, the one that costs least. Empty
     * if no rule saves MACs.
     */
    public static Optional<String> cost(Stream<Summary.Rule> rules) {
        List<Summary.Rule> saving = rules.filter(rule -> rule.macsSaved() != null && rule.macsSaved() > 0)
                .toList();
        return saving.stream()
                .filter(rule -> rule.accuracyDrop() <= 0.01)
                .max(Comparator.comparing(Summary.Rule::macsSaved))
                .or(() -> saving.stream().min(Comparator.comparing(Summary.Rule::accuracyDrop)))
                .map(rule -> "%s saves %s %% of MACs and costs %s points"
                        .formatted(rule.label(), percent(rule.macsSaved()), percent(rule.accuracyDrop())));
    }

    /**
     * Returns a mean, with several seeds the deviation after a sign unless the figure is a cost, and the number of
     * seeds if not all have the figure.
     */
    static String estimate(SettingTable.Cell cell, Column column) {
        return estimate(cell, column::figure, column.decimals() > 0);
    }

    /** Returns a mean in %, as {@link #estimate(SettingTable.Cell, Column)} does. */
    static String estimate(SettingTable.Cell cell) {
        return estimate(cell, value -> Figures.number(value, 1), true);
    }

    private static String estimate(SettingTable.Cell cell, DoubleFunction<String> figure, boolean deviates) {
        return cell.estimate()
                .map(known -> figure.apply(known.mean())
                        + (known.count() == 1 || !deviates ? "" : " ± " + figure.apply(known.deviation()))
                        + (cell.isWhole() ? "" : " (%d of %d)".formatted(known.count(), cell.seeds())))
                .orElse(Figures.NONE);
    }

    /** Returns a confidence interval of a mean, in % or points. */
    static String interval(double mean, double halfWidth) {
        return "%s to %s".formatted(Figures.number(mean - halfWidth, 1), Figures.number(mean + halfWidth, 1));
    }

    static String p(double p) {
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** Returns p with its relation, such as {@code = 0.012}. */
    static String equalsP(double p) {
        return p < 0.001 ? p(p) : "= " + p(p);
    }

    /** Returns the effect size of a test. */
    static String effect(SettingTable.Test test) {
        return Figures.number(test.paired().effect().orElse(Double.NaN), 2);
    }

    /** Returns p of the paired t test, or why it is undefined. */
    static String student(SettingTable.Test test) {
        return test.studentP().isPresent() ? p(test.studentP().getAsDouble()) : "differences do not vary";
    }

    /** Returns p of the signed-rank test, or why the test is omitted. */
    static String signedRank(SettingTable.Test test) {
        return test.signedRankP().isPresent()
                ? p(test.signedRankP().getAsDouble())
                : "n too small (smallest possible p, corrected: %s)"
                        .formatted(Figures.number(test.leastSignedRankP(), 3));
    }

    /** Returns sentences on how figures are computed. */
    static List<String> legend(Results results) {
        List<SettingTable> tables = results.tables();
        List<String> sentences = new ArrayList<>();
        sentences.add("Every figure is of the evaluation after the last round, in tables and charts alike. "
                + "Accuracy in % of each client's own test examples,"
                + " unweighted mean over clients.");
        sentences.add(
                tables.stream().allMatch(table -> table.seeds().size() == 1)
                        ? "One seed: nothing can be said about chance."
                        : ("Mean and standard deviation over %s. Equal seeds share partition, batches and, between"
                                        + " equal networks, initial weights, so differences are tested in pairs.")
                                .formatted(range(
                                        tables.stream().mapToLong(table -> table.seeds()
                                                .size()),
                                        "seed")));
        List<String> methods = tables.stream()
                .flatMap(table -> table.rows().stream())
                .map(SettingTable.Row::method)
                .toList();
        if (methods.containsAll(List.of("local", "fedavg"))) {
            sentences.add("local (no federation) and fedavg (no personalisation) are controls.");
        }
        sentences.addAll(tuned(results));
        return sentences;
    }

    /** Returns the sentences below the table of a setting: what was tested and what columns and marks mean. */
    static List<String> notes(SettingTable table) {
        List<String> sentences = new ArrayList<>();
        sentences.add(table.tested());
        table.mostFrequentClass()
                .ifPresent(accuracy -> sentences.add(
                        "Always predicting each client's most frequent training class would be %s %% accurate%s."
                                .formatted(
                                        Figures.number(accuracy, 1),
                                        table.seeds().size() == 1 ? "" : ", mean over seeds")));
        if (table.rows().size() > 1 && table.seeds().size() >= SettingTable.MIN_TESTED_SEEDS) {
            sentences.add(("Bold, by the same rule in every column of accuracies, clients and savings: the highest, and"
                            + " all that a paired t test over seeds (%s, each test for itself) does not distinguish"
                            + " from it.")
                    .formatted(SettingTable.LEVEL));
        } else if (table.rows().size() > 1) {
            sentences.add("Bold, by the same rule in every column of accuracies, clients and savings: the highest mean"
                    + " alone; with fewer than five seeds bold marks no difference as significant.");
        }
        stoppedEarly(table).ifPresent(sentences::add);
        if (table.isPartial()) {
            sentences.add(PARTIAL);
        }
        if (table.summaries()
                .mapToLong(run -> run.finalRound().tested().clients())
                .anyMatch(clients -> clients > 0 && clients < TWO_TENTHS)) {
            sentences.add("Worst 10 %: of fewer than 20 clients, the least accurate one.");
        }
        if (table.isSingleRun()) {
            // its page shows its exit rules in place of the columns that are explained below
            if (table.summaries().anyMatch(run -> !run.rules().isEmpty())) {
                sentences.add("MACs saved: of the static network's, in %.");
            }
            return sentences;
        }
        if (table.column(Column.ABOVE_LOCAL).isPresent()) {
            sentences.add("Above local: clients, in %, that are more accurate by the mean of exits than the same"
                    + " client " + table.withoutFederation()
                    + ". Gain, worst 10 %: by how many points, mean over the tenth of clients"
                    + " that gain least; below 0 they lose.");
        }
        if (table.column(Column.NEW_CLIENTS).isPresent()) {
            sentences.add("New clients: mean accuracy over exits of clients that never trained.");
        }
        sentences.add("MACs saved: of the static network's, in %, by leaving early at the accuracy of the "
                + "run's own final exit" + slack(table.summaries()) + ", " + INTERPOLATED
                + "; – if no setting of a policy is as accurate, or the MACs of a layer are not known.");
        return sentences;
    }

    /** Returns a sentence on the methods whose runs had fewer rounds than configured; empty if all had as many. */
    private static Optional<String> stoppedEarly(SettingTable table) {
        List<String> methods = new ArrayList<>();
        for (SettingTable.Row row : table.rows()) {
            List<Summary> stopped = row.runs().values().stream()
                    .map(RunArchive::summary)
                    .filter(summary -> summary.stop() != null)
                    .toList();
            if (!stopped.isEmpty()) {
                methods.add("%s (%d of %s, after %s of %s)"
                        .formatted(
                                row.method(),
                                stopped.size(),
                                Figures.count(row.runs().size(), "run"),
                                range(stopped.stream().mapToLong(Summary::rounds), "round"),
                                range(
                                        stopped.stream()
                                                .mapToLong(run -> run.setting().rounds()),
                                        "round")));
            }
        }
        return methods.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Stopped early by training.stop: %s. Figures, bytes and epochs are of the rounds that a run"
                                        .formatted(String.join(", ", methods))
                                + " had, so methods are not compared after equally many rounds.");
    }

    /** Returns sentences on the tuned methods and the chosen candidates. */
    private static List<String> tuned(Results results) {
        List<String> sentences = new ArrayList<>();
        Tuning tuning = results.comparison().tuning();
        for (TuningResult choice : results.choices()) {
            int candidates = tuning.candidates().get(choice.method()).size();
            sentences.add(("%s was tuned%s on validation examples alone (mean over the evaluations of the last "
                            + "five rounds), %s with %s%s: %s chosen at %s %%.")
                    .formatted(
                            choice.method(),
                            results.comparison().settings().size() == 1 ? "" : " on " + choice.setting(),
                            Figures.count(candidates, "candidate"),
                            Figures.count(tuning.seeds().size(), "other seed"),
                            choice.diverged() == 0 ? "" : ", of which %d diverged".formatted(choice.diverged()),
                            choice.chosen(),
                            Figures.number(100 * choice.best(), 1)));
        }
        return sentences;
    }
}
