package org.exeunt.app.findings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.findings.Setting.Row;
import org.exeunt.app.statistics.Holm;
import org.exeunt.app.statistics.Rounding;
import org.exeunt.app.text.Figures;

/**
 * The answer of a comparison in four sentences: which method is first and whether it differs from the second, in what
 * the conditions of methods differ, what leaving early saves against each static network, and what to distrust.
 *
 * <p>Methods are compared by the mean over exits, on the seeds for which all of them are finished.
 */
public final class Findings {
    private Findings() {}

    /** Returns the answer of a whole comparison, or the main figures of a single run. */
    public static String of(Results results) {
        List<Setting> settings = results.settings();
        if (results.isSingle()) {
            return Clauses.answer(settings.get(0).rows().get(0).first().summary()).stream()
                    .map(sentence -> sentence.replaceFirst("\\.?$", "."))
                    .collect(Collectors.joining(" "));
        }
        if (settings.size() == 1) {
            return of(results, settings.get(0));
        }
        return join(Stream.of(
                Optional.of(leads(settings)),
                settings.stream()
                        .flatMap(setting -> unequal(results, setting).map((setting.name() + ": ")::concat).stream())
                        .findFirst(),
                caution(open(results).stream().toList())));
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
                unequal(results, setting),
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
        List<String> tied = tied(ranked);
        if (tied.size() > 1) {
            boolean same = ranked.stream()
                            .limit(tied.size())
                            .map(row -> row.values().get(Measure.MEAN))
                            .distinct()
                            .count()
                    == 1;
            return "%s are first with %s, equal %s."
                    .formatted(String.join(" and ", tied), figure, same ? "on every seed" : "in the mean");
        }
        Row next = ranked.get(1);
        double points = leader.mean(Measure.MEAN) - next.mean(Measure.MEAN);
        return "%s is first with %s, %s points ahead of %s%s."
                .formatted(
                        leader.method(),
                        figure,
                        points < 0.05 ? "less than 0.1" : Figures.number(points, 1),
                        next.method(),
                        setting.seeds().size() == 1 ? "" : significance(ranked));
    }

    /** Returns the methods whose mean is the highest, but for rounding. */
    private static List<String> tied(List<Row> ranked) {
        double highest = ranked.get(0).mean(Measure.MEAN);
        return ranked.stream()
                .filter(row -> Rounding.difference(row.mean(Measure.MEAN), highest) == 0)
                .map(Row::method)
                .toList();
    }

    /** Returns in what the conditions of methods differ; empty if in nothing. */
    private static Optional<String> unequal(Results results, Setting setting) {
        Map<String, List<List<String>>> tuned = results.comparison().tuning().candidates();
        return Stream.of(
                        unequal("epochs", setting, row -> row.mean(Measure.EPOCHS)),
                        unequal("candidates of tuning", setting, row -> tuned.getOrDefault(row.method(), List.of())
                                .size()))
                .flatMap(Optional::stream)
                .reduce((epochs, candidates) -> epochs + " " + candidates);
    }

    private static Optional<String> unequal(String what, Setting setting, ToDoubleFunction<Row> number) {
        Map<String, List<String>> methods = new LinkedHashMap<>();
        setting.rows().forEach(row -> put(methods, Figures.number(number.applyAsDouble(row)), row.method()));
        return Optional.of("Methods differ in %s: %s.".formatted(what, listed("%s (%s)", methods)))
                .filter(sentence -> methods.size() > 1);
    }

    private static void put(Map<String, List<String>> lists, String key, String value) {
        lists.computeIfAbsent(key, absent -> new ArrayList<>()).add(value);
    }

    private static String listed(String form, Map<String, List<String>> methods) {
        return methods.entrySet().stream()
                .map(each -> form.formatted(each.getKey(), VisibleText.first(4, each.getValue(), ", ")))
                .collect(Collectors.joining(", "));
    }

    /** Returns whether the first differs from the second; p is corrected for the tests of all others. */
    private static String significance(List<Row> ranked) {
        List<OptionalDouble> tests = Holm.adjust(ranked.stream()
                .skip(1)
                .map(row -> Setting.studentP(Measure.MEAN, row, ranked.get(0)))
                .toList());
        if (ranked.get(0).runs().size() == 2) {
            return "; tests need three seeds";
        }
        OptionalDouble p = tests.get(0);
        if (p.isEmpty()) {
            return "; the difference is the same for every seed and cannot be tested";
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
                    put(reached, Figures.number(line.saved().mean(), 1), owner);
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
                                    listed("%s %% (%s)", reached),
                                    missed.isEmpty() ? "" : not + VisibleText.first(4, missed, ", "));
        });
    }

    /** Returns on how many settings each method is first. */
    private static String leads(List<Setting> settings) {
        Map<String, List<String>> leads = new LinkedHashMap<>();
        for (Setting setting : settings) {
            setting.onCommonSeeds()
                    .map(common -> common.ranked(Measure.MEAN))
                    .filter(ranked -> ranked.size() > 1)
                    .ifPresent(ranked -> tied(ranked).forEach(method -> put(leads, method, setting.name())));
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
