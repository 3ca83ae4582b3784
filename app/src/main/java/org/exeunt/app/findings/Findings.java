package org.exeunt.app.findings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.findings.Setting.Row;
import org.exeunt.app.statistics.Holm;
import org.exeunt.app.statistics.Rounding;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.Summary;

/**
 * The answer of a comparison in three sentences: which method is first and whether it differs from the second, what
 * leaving early saves against each static network, and what to distrust.
 *
 * <p>Methods are compared by the mean over exits, on the seeds for which all of them are finished.
 */
public final class Findings {
    private Findings() {}

    /** Returns the answer of a whole comparison, or the main figures of a single run. */
    public static String of(Results results) {
        List<Setting> settings = results.settings();
        if (results.isSingle()) {
            Summary run = settings.get(0).rows().get(0).first().summary();
            String mean = Figures.percent(run.finalRound().meanAccuracy().mean());
            return run.finalRound().tested().clients() == 0
                    ? ""
                    : "The final exit is %s accurate, the mean of exits %s."
                            .formatted(Figures.percent(run.finalAccuracy()), mean);
        }
        if (settings.size() == 1) {
            return of(results, settings.get(0));
        }
        return join(Stream.of(
                Optional.of(leads(settings)), caution(open(results).stream().toList())));
    }

    private static Optional<String> open(Results results) {
        return results.open() == 0
                ? Optional.empty()
                : Optional.of("%d of the planned runs %s not finished"
                        .formatted(results.open(), results.open() == 1 ? "is" : "are"));
    }

    private static String join(Stream<Optional<String>> sentences) {
        return sentences.flatMap(Optional::stream).collect(Collectors.joining(" "));
    }

    private static Optional<String> caution(List<String> causes) {
        return causes.isEmpty() ? Optional.empty() : Optional.of("Caution: " + String.join("; ", causes) + ".");
    }

    /** Returns the answer of one setting. */
    public static String of(Results results, Setting setting) {
        Optional<Setting> common = setting.onCommonSeeds();
        List<String> causes = new ArrayList<>();
        common.ifPresent(compared -> {
            if (compared.seeds().size() < setting.seeds().size()) {
                causes.add("only the seeds that all methods have finished are compared");
            }
            if (compared.seeds().size() == 1 && compared.rows().size() > 1) {
                causes.add("with one seed differences may be chance");
            }
            compared.mostFrequentClass().ifPresent(known -> compared.ranked(Measure.MEAN).stream()
                    .limit(1)
                    .filter(leader -> Rounding.difference(leader.mean(Measure.MEAN), known) <= 0)
                    .forEach(leader -> causes.add(
                            "%s is not more accurate than predicting each client's most frequent class (%s %%)"
                                    .formatted(leader.method(), Figures.number(known, 1)))));
        });
        List<String> absent = results.comparison().methods().keySet().stream()
                .filter(method -> setting.row(method).isEmpty())
                .map(method -> method.equals(setting.reference()) ? method + " (the reference)" : method)
                .toList();
        if (!absent.isEmpty()) {
            causes.add("no run of %s is finished".formatted(VisibleText.first(4, absent, ", ")));
        }
        setting.rows().forEach(row -> Clauses.leftOut(row.runs().values().stream())
                .ifPresent(updates -> causes.add("%s updates of %s were left out".formatted(updates, row.method()))));
        if (results.settings().size() == 1) {
            open(results).ifPresent(causes::add);
        }
        return join(Stream.of(
                Optional.of(common.map(Findings::first)
                        .orElse("No seed is finished for all methods, so nothing is compared yet.")),
                common.flatMap(Findings::savings),
                caution(causes)));
    }

    /** Returns which method is first, and whether a test tells it from the second. */
    private static String first(Setting setting) {
        List<Row> ranked = setting.ranked(Measure.MEAN);
        if (ranked.isEmpty()) {
            return "There are no accuracies to compare.";
        }
        Row leader = ranked.get(0);
        String figure = "%s %% (mean of exits, %s)"
                .formatted(
                        Figures.number(leader.mean(Measure.MEAN), 1),
                        Figures.count(setting.seeds().size(), "seed"));
        if (ranked.size() == 1) {
            return "%s: %s.".formatted(leader.method(), figure);
        }
        Row next = ranked.get(1);
        return "%s is first with %s, %s points ahead of %s%s."
                .formatted(
                        leader.method(),
                        figure,
                        Figures.number(leader.mean(Measure.MEAN) - next.mean(Measure.MEAN), 1),
                        next.method(),
                        setting.seeds().size() == 1 ? "" : significance(ranked));
    }

    /** Returns whether the first differs from the second; p is corrected for the tests of all others. */
    private static String significance(List<Row> ranked) {
        List<OptionalDouble> tests = Holm.adjust(ranked.stream()
                .skip(1)
                .map(row -> Setting.studentP(Measure.MEAN, row, ranked.get(0)))
                .toList());
        OptionalDouble p = tests.get(0);
        if (p.isEmpty()) {
            return "; the difference is the same for every seed and cannot be tested";
        }
        if (ranked.get(0).runs().size() == 2) {
            return "; two seeds cannot show a difference";
        }
        long made = tests.stream().filter(OptionalDouble::isPresent).count();
        return "; the difference is %s (p %s%s)"
                .formatted(
                        Setting.isSignificant(p) ? "significant" : "not significant",
                        Clauses.equalsP(p.getAsDouble()),
                        made == 1 ? "" : ", corrected for " + made + " comparisons");
    }

    /** Returns what leaving early by the reference saves against each static network; empty if it is unknown. */
    private static Optional<String> savings(Setting setting) {
        String reference = setting.reference();
        return StaticSavings.of(setting, reference).map(savings -> {
            Map<String, List<String>> reached = new LinkedHashMap<>();
            List<String> missed = new ArrayList<>();
            for (StaticSavings.Line line : savings.lines()) {
                String owner = line.method().equals(reference) ? "its own" : line.method();
                if (line.saved().isWhole() && line.saved().mean() > 0) {
                    reached.computeIfAbsent(Figures.number(line.saved().mean(), 1), figure -> new ArrayList<>())
                            .add(owner);
                } else {
                    missed.add(owner);
                }
            }
            String not = setting.seeds().size() == 1 ? "; nothing: " : "; not on every seed: ";
            return reached.isEmpty()
                    ? "Leaving early, %s %s at the accuracy of a static network."
                            .formatted(
                                    reference,
                                    setting.seeds().size() == 1 ? "saves nothing" : "does not save MACs on every seed")
                    : "At equal accuracy, %s saves MACs of static networks by leaving early: %s%s."
                            .formatted(
                                    reference,
                                    reached.entrySet().stream()
                                            .map(each -> "%s %% (%s)"
                                                    .formatted(each.getKey(), String.join(", ", each.getValue())))
                                            .collect(Collectors.joining(", ")),
                                    missed.isEmpty() ? "" : not + String.join(", ", missed));
        });
    }

    /** Returns on how many settings each method is first. */
    private static String leads(List<Setting> settings) {
        Map<String, List<String>> leads = new LinkedHashMap<>();
        for (Setting setting : settings) {
            setting.onCommonSeeds()
                    .map(common -> common.ranked(Measure.MEAN))
                    .filter(ranked -> ranked.size() > 1)
                    .ifPresent(ranked -> leads.computeIfAbsent(ranked.get(0).method(), method -> new ArrayList<>())
                            .add(setting.name()));
        }
        return leads.isEmpty()
                ? "No setting has accuracies of two methods to compare."
                : leads.entrySet().stream()
                        .sorted(Comparator.comparing(lead -> -lead.getValue().size()))
                        .map(lead -> "%s is first on %d of %s (%s)"
                                .formatted(
                                        lead.getKey(),
                                        lead.getValue().size(),
                                        Figures.count(settings.size(), "setting"),
                                        VisibleText.first(4, lead.getValue(), ", ")))
                        .collect(Collectors.joining("; ", "By the mean of exits, ", "."));
    }
}
