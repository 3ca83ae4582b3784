package org.exeunt.app.compare;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.exeunt.api.error.ExeuntException;

/**
 * A part of the runs of a comparison, such as those that one of several machines executes.
 *
 * @param settings selected; all if empty
 * @param methods selected, tuning included; all if empty
 * @param seeds of the comparison that are selected; all if empty. Tuning has seeds of its own, which are not selected
 */
public record RunFilter(List<String> settings, List<String> methods, List<Long> seeds) {
    public RunFilter {
        settings = settings.stream().distinct().toList();
        methods = methods.stream().distinct().toList();
        seeds = seeds.stream().distinct().toList();
    }

    /**
     * Checks that the comparison has everything that is selected.
     *
     * @throws ExeuntException CONFIG-60 if it lacks a setting, method or seed
     */
    public void requireIn(Comparison comparison) {
        List<String> problems = new ArrayList<>();
        missing("--settings", settings, names(comparison.settings()), problems);
        missing("--methods", methods, names(comparison.methods()), problems);
        missing("--seeds", seeds, comparison.seeds(), problems);
        if (!problems.isEmpty()) {
            throw new ExeuntException(
                    CompareErrors.PROBLEMS,
                    "%s lacks what is selected:\n  %s".formatted(comparison.source(), String.join("\n  ", problems)));
        }
    }

    /** Returns whether a run of a comparison is selected; no seed is both of tuning and of the comparison itself. */
    public boolean contains(Comparison comparison, ExperimentRun run) {
        return isSelected(run.setting(), run.method())
                && (seeds.isEmpty()
                        || seeds.contains(run.seed())
                        || comparison.tuning().seeds().contains(run.seed()));
    }

    /** Returns the plan with these runs alone. */
    public Plan of(Plan plan) {
        return new Plan(
                plan.comparison(),
                plan.tuning().stream()
                        .filter(run -> contains(plan.comparison(), run.run()))
                        .toList(),
                plan.choices(),
                plan.runs().stream()
                        .filter(run -> contains(plan.comparison(), run.run()))
                        .toList(),
                plan.unidentified());
    }

    /** Returns the number of selected runs that are not planned yet, because their methods have to be tuned first. */
    public long untuned(Plan plan) {
        return size(plan) - of(plan).runs().size();
    }

    /**
     * Returns the number of selected runs of a plan once all methods are tuned; without those of methods that cannot be
     * tuned because every candidate diverged.
     */
    private long size(Plan plan) {
        Comparison comparison = plan.comparison();
        long methodsOnSettings = comparison.settings().stream()
                .flatMap(setting -> comparison.methods().stream()
                        .filter(method -> isSelected(setting.name(), method.name()))
                        .filter(method -> !plan.hasDiverged(setting.name(), method.name())))
                .count();
        return methodsOnSettings * (seeds.isEmpty() ? comparison.seeds() : seeds).size();
    }

    private boolean isSelected(String setting, String method) {
        return (settings.isEmpty() || settings.contains(setting)) && (methods.isEmpty() || methods.contains(method));
    }

    private static List<String> names(List<Variant> variants) {
        return variants.stream().map(Variant::name).toList();
    }

    private static <T> void missing(String option, List<T> selected, Collection<T> present, List<String> problems) {
        List<T> missing =
                selected.stream().filter(each -> !present.contains(each)).toList();
        if (!missing.isEmpty()) {
            problems.add("%s names %s; expected some of %s"
                    .formatted(
                            option,
                            missing.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                            present.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
    }
}
