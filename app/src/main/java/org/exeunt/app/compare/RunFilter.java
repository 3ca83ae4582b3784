package org.exeunt.app.compare;

import java.util.Collection;
import java.util.List;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/**
 * A part of the runs of a comparison, such as those that one of several machines executes.
 *
 * @param settings selected; all if empty
 * @param methods selected, tuning included; all if empty
 * @param seeds of the comparison that are selected; all if empty. Tuning has seeds of its own, which are not selected
 */
public record RunFilter(List<String> settings, List<String> methods, List<Long> seeds) {
    /**
     * Checks that the comparison has everything that is selected.
     *
     * @throws ExeuntException CONFIG-60 if it lacks a setting, method or seed
     */
    public void requireIn(Comparison comparison) {
        String missing = missing("--settings", settings, comparison.settings().keySet())
                + missing("--methods", methods, comparison.methods().keySet())
                + missing("--seeds", seeds, comparison.seeds());
        if (!missing.isEmpty()) {
            throw new ExeuntException(
                    Errors.CONFIG_60, "%s lacks what is selected:%s".formatted(comparison.source(), missing));
        }
    }

    private static String missing(String option, List<?> selected, Collection<?> present) {
        List<?> missing =
                selected.stream().filter(each -> !present.contains(each)).toList();
        return missing.isEmpty() ? "" : "\n  %s names %s; expected some of %s".formatted(option, missing, present);
    }

    /** Returns whether a run of a comparison is selected; no seed is both of tuning and of the comparison itself. */
    public boolean contains(Comparison comparison, ExperimentRun run) {
        return isSelected(run.setting(), run.method())
                && (seeds.isEmpty()
                        || seeds.contains(run.seed())
                        || comparison.tuning().seeds().contains(run.seed()));
    }

    /** Returns the plan with only these runs. */
    public Plan of(Plan plan) {
        return new Plan(
                plan.comparison(), of(plan, plan.tuning()), plan.choices(), of(plan, plan.runs()), plan.unidentified());
    }

    private List<PlannedRun> of(Plan plan, List<PlannedRun> runs) {
        return runs.stream()
                .filter(run -> contains(plan.comparison(), run.run()))
                .toList();
    }

    /**
     * Returns the number of selected runs that are not planned yet, because their methods have to be tuned first;
     * without those of methods that cannot be tuned because every candidate diverged.
     */
    public long untuned(Plan plan) {
        Comparison comparison = plan.comparison();
        long methodsOnSettings = comparison.settings().keySet().stream()
                .flatMap(setting -> comparison.methods().keySet().stream()
                        .filter(method -> isSelected(setting, method) && !plan.hasDiverged(setting, method)))
                .count();
        return methodsOnSettings * (seeds.isEmpty() ? comparison.seeds() : seeds).size()
                - of(plan).runs().size();
    }

    private boolean isSelected(String setting, String method) {
        return (settings.isEmpty() || settings.contains(setting)) && (methods.isEmpty() || methods.contains(method));
    }
}
