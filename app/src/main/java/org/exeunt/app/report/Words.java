package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.stream.LongStream;
import org.exeunt.app.compare.Choice;
import org.exeunt.app.compare.Tuning;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.Summary;

/** Figures and sentences as reports write them. */
public final class Words {
    /** What stands above the table of metrics. */
    static final String METRICS = "Reported by the strategies themselves, last value of a run, mean over seeds:";

    static final String CAUTION =
            "n too small: with so few seeds even the smallest p that a signed-rank test can give is above %s, so it is not made, and Holm's correction does not count it. The t test assumes normal differences. Read differences against their spread."
                    .formatted(SettingTable.LEVEL);

    private Words() {}

    /** Returns a share in %. */
    public static String percent(double share) {
        return Figures.number(100 * share, 1);
    }

    /** Returns how many there are, from the least to the most where numbers differ. */
    static String range(LongStream numbers, String noun) {
        LongSummaryStatistics all = numbers.summaryStatistics();
        String most = Figures.count(all.getMax(), noun);
        return all.getMin() == all.getMax() ? most : String.format(Locale.ROOT, "%,d to %s", all.getMin(), most);
    }

    /** Returns how many clients and examples stand behind accuracies. */
    public static String tested(Summary.Counts counts) {
        return counts.clients() == 0
                ? "no client has test examples, so there are no accuracies"
                : "%s with %s"
                        .formatted(
                                Figures.count(counts.clients(), "client"),
                                Figures.count(counts.examples(), "test example"));
    }

    /**
     * Returns a mean and, over several seeds, the deviation after a sign; over how many seeds, if not all have the
     * figure.
     */
    static String estimate(SettingTable.Cell cell, int decimals, String plusMinus) {
        return cell.estimate()
                .map(known -> Figures.number(known.mean(), decimals)
                        + (known.count() == 1 || decimals == 0
                                ? ""
                                : plusMinus + Figures.number(known.deviation(), decimals))
                        + (cell.isWhole() ? "" : " (%d of %d)".formatted(known.count(), cell.seeds())))
                .orElse(Figures.NONE);
    }

    static String p(double p) {
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** Returns the effect size of a test. */
    static String effect(SettingTable.Test test) {
        return Figures.number(test.paired().effect().orElse(Double.NaN), 2);
    }

    /** Returns p of the paired t test, or why there is none. */
    static String student(SettingTable.Test test) {
        return test.studentP().isPresent() ? p(test.studentP().getAsDouble()) : "differences do not vary";
    }

    /** Returns p of the signed-rank test, or why there is none. */
    static String signedRank(SettingTable.Test test) {
        return test.signedRankP().isPresent()
                ? p(test.signedRankP().getAsDouble())
                : "n too small (smallest possible p = %s)".formatted(Figures.number(test.leastSignedRankP(), 3));
    }

    /** What the columns mean, as sentences. */
    static List<String> legend(Results results) {
        int seeds = results.comparison().seeds().size();
        List<String> sentences = new ArrayList<>();
        sentences.add(
                "Every figure is of the evaluation after the last round, in tables and charts alike. Accuracy in % of each client's own test examples,"
                        + " unweighted mean over clients.");
        sentences.addAll(marks(results));
        sentences.add(
                seeds == 1
                        ? "One seed: nothing can be said about chance."
                        : "Mean and standard deviation over %d seeds. Equal seeds share partition, initial weights and batches, so differences are tested in pairs."
                                .formatted(seeds));
        if (results.comparison().methods().size() > 1) {
            sentences.add("local (no federation) and fedavg (no personalisation) are controls.");
        }
        sentences.addAll(tuned(results));
        if (results.open() > 0) {
            sentences.add("%d of the planned runs %s not finished and not in the tables."
                    .formatted(results.open(), results.open() == 1 ? "is" : "are"));
        }
        return sentences;
    }

    /** What marks and signs of the tables mean. */
    static List<String> marks(Results results) {
        List<String> sentences = new ArrayList<>();
        sentences.add(
                "MACs saved: of the static network's, in %, by leaving early at the accuracy of the run's own final exit, with the best of its exit policies; – if no setting of a policy is as accurate, or the MACs of a layer are not known.");
        if (results.comparison().seeds().size() > 1) {
            sentences.add("(2 of 3): the mean of the seeds that have the figure; it is not compared.");
            sentences.add(
                    "Bold: the highest of a column, and all that a paired t test over seeds (p corrected by Holm, %s) does not distinguish from it."
                            .formatted(SettingTable.LEVEL));
        }
        return sentences;
    }

    /** What was tuned, on how many runs, and what was chosen. */
    private static List<String> tuned(Results results) {
        List<String> sentences = new ArrayList<>();
        Tuning tuning = results.comparison().tuning();
        for (Choice choice : results.choices()) {
            int candidates = tuning.candidates().get(choice.method()).size();
            sentences.add(
                    "%s was tuned%s on validation examples alone (mean over the evaluations of the last five rounds), %s with %s: %s chosen at %s %%."
                            .formatted(
                                    choice.method(),
                                    results.comparison().settings().size() == 1 ? "" : " on " + choice.setting(),
                                    Figures.count(candidates, "candidate"),
                                    Figures.count(tuning.seeds().size(), "other seed"),
                                    choice.chosen(),
                                    Figures.number(
                                            100
                                                    * choice.accuracy().stream()
                                                            .mapToDouble(Double::doubleValue)
                                                            .max()
                                                            .orElseThrow(),
                                            1)));
        }
        return sentences;
    }
}
