package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.stream.LongStream;
import org.exeunt.app.compare.Choice;
import org.exeunt.app.compare.Tuning;
import org.exeunt.runtime.record.Summary;

/** Figures and sentences as people read them. */
public final class Words {
    /** What stands in the place of a figure that there is not. */
    public static final String NONE = "–";

    static final String CAUTION =
            "n too small: with so few seeds even the smallest p that a signed-rank test can give is above %s, so it is not made, and Holm's correction does not count it. The t test assumes normal differences. Read differences against their spread."
                    .formatted(SettingTable.LEVEL);

    private Words() {}

    /** Returns a number with a sign only if it is shown as other than 0. */
    public static String number(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
    }

    /** Returns a share in %. */
    public static String percent(double share) {
        return number(100 * share, 1);
    }

    /** Returns how many there are of what a noun names, such as 1 round and 2 rounds. */
    public static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }

    /** Returns how many there are, from the least to the most where numbers differ. */
    static String range(LongStream numbers, String noun) {
        LongSummaryStatistics all = numbers.summaryStatistics();
        String most = count(all.getMax(), noun);
        return all.getMin() == all.getMax() ? most : String.format(Locale.ROOT, "%,d to %s", all.getMin(), most);
    }

    /** Returns how many clients and examples stand behind accuracies. */
    public static String tested(Summary.Counts counts) {
        return counts.clients() == 0
                ? "no client has test examples, so there are no accuracies"
                : "%s with %s".formatted(count(counts.clients(), "client"), count(counts.examples(), "test example"));
    }

    /**
     * Returns a mean and, over several seeds, the deviation after a sign; over how many seeds, if not all have the
     * figure.
     */
    static String estimate(SettingTable.Cell cell, int decimals, String plusMinus) {
        return cell.estimate()
                .map(known -> number(known.mean(), decimals)
                        + (known.count() == 1 || decimals == 0 ? "" : plusMinus + number(known.deviation(), decimals))
                        + (cell.isWhole() ? "" : " (%d of %d)".formatted(known.count(), cell.seeds())))
                .orElse(NONE);
    }

    static String p(double p) {
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** Returns the effect size of a test. */
    static String effect(SettingTable.Test test) {
        return number(test.paired().effect().orElse(Double.NaN), 2);
    }

    /** Returns p of the paired t test, or why there is none. */
    static String student(SettingTable.Test test) {
        return test.studentP().isPresent() ? p(test.studentP().getAsDouble()) : "differences do not vary";
    }

    /** Returns p of the signed-rank test, or why there is none. */
    static String signedRank(SettingTable.Test test) {
        return test.signedRankP().isPresent()
                ? p(test.signedRankP().getAsDouble())
                : "n too small (smallest possible p = %s)".formatted(number(test.leastSignedRankP(), 3));
    }

    /** What the columns mean, as sentences. */
    static List<String> legend(Results results) {
        int seeds = results.comparison().seeds().size();
        List<String> sentences = new ArrayList<>();
        sentences.add(
                "Accuracy in % of each client's own test examples, unweighted mean over clients, of the evaluations in a run's last five rounds;"
                        + " worst 10 % and voting are of the last one.");
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
            sentences.add("%d of the planned runs are not finished and not in the tables.".formatted(results.open()));
        }
        return sentences;
    }

    /** What marks and signs of the tables mean. */
    static List<String> marks(Results results) {
        List<String> sentences = new ArrayList<>();
        sentences.add(
                "MACs saved: of the static network's, in %, by leaving early at the accuracy of the run's own final exit, with the best of its exit policies; – if no setting of a policy is as accurate.");
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
                    "%s was tuned%s on validation examples alone, %d candidates with %d other %s: %s chosen at %s %%."
                            .formatted(
                                    choice.method(),
                                    results.comparison().settings().size() == 1 ? "" : " on " + choice.setting(),
                                    candidates,
                                    tuning.seeds().size(),
                                    tuning.seeds().size() == 1 ? "seed" : "seeds",
                                    choice.chosen(),
                                    number(
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
