package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.app.compare.Choice;
import org.exeunt.app.compare.Tuning;
import org.exeunt.app.statistics.Estimate;
import org.exeunt.app.text.Figures;

/** Figures and sentences as reports write them. */
final class Words {
    /** What stands above the table of metrics. */
    static final String METRICS = "Reported by the strategies themselves, last value of a run, mean over seeds:";

    private Words() {}

    static String number(double value, int decimals) {
        return Figures.number(value, decimals);
    }

    /** Returns a mean and, over several seeds, the deviation after a sign. */
    static String estimate(Optional<Estimate> estimate, int decimals, String plusMinus) {
        return estimate.map(known -> known.count() == 1 || decimals == 0
                        ? number(known.mean(), decimals)
                        : number(known.mean(), decimals) + plusMinus + number(known.deviation(), decimals))
                .orElse("–");
    }

    static String p(double p) {
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** What the columns mean, as sentences. */
    static List<String> legend(Results results) {
        int seeds = results.comparison().seeds().size();
        List<String> sentences = new ArrayList<>();
        sentences.add(
                "Every figure is of the evaluation after the last round, in tables and charts alike. Accuracy in % of each client's own test examples,"
                        + " unweighted mean over clients.");
        sentences.add(
                seeds == 1
                        ? "One seed: nothing can be said about chance."
                        : "Mean and standard deviation over %d seeds. Equal seeds share partition, initial weights and batches, so differences are tested in pairs."
                                .formatted(seeds));
        sentences.add(
                "MACs saved: of the static network's, by leaving early at the accuracy of the run's own final exit; – if no setting of the exit policy is as accurate.");
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
                                    choice.setting().isEmpty() ? "" : " on " + choice.setting(),
                                    Figures.count(candidates, "candidate"),
                                    Figures.count(tuning.seeds().size(), "other seed"),
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

    /** What can be said of tests with so few seeds. */
    static Optional<String> caution(int seeds) {
        double smallest = Math.pow(2, 1 - seeds);
        return smallest > 0.05
                ? Optional.of(
                        "With %d seeds the smallest p that a signed-rank test can give is %s, so it can never fall below 0.05; the t test leans on normal differences. Read differences against their spread."
                                .formatted(seeds, number(smallest, 3)))
                : Optional.empty();
    }
}
