package org.exeunt.app.compare;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/**
 * The runs of a comparison. Finished ones are recognised by resolved configuration, versions of plugins and checksums
 * of data. Of the runs that a {@link Planner} does not require, those that cannot be finished are left out.
 *
 * @param comparison planned
 * @param tuning the runs by which methods are tuned
 * @param choices results of tuning, for methods whose tuning is finished
 * @param runs of the comparison itself, in order of execution; without those of methods that are not tuned yet
 * @param unidentified settings with runs that may be finished, which are left out because their data cannot be loaded,
 *     with the cause
 */
public record Plan(
        Comparison comparison,
        List<PlannedRun> tuning,
        List<TuningResult> choices,
        List<PlannedRun> runs,
        Map<String, ExeuntException> unidentified) {
    /** Returns all known runs, those of tuning first. */
    public List<PlannedRun> all() {
        return Stream.concat(tuning.stream(), runs.stream()).toList();
    }

    /** Returns the number of runs of the comparison itself once all methods are tuned. */
    public int size() {
        return comparison.settings().size()
                * comparison.methods().size()
                * comparison.seeds().size();
    }

    /**
     * Checks that there are validation examples to choose options by.
     *
     * @throws ExeuntException CONFIG-61 if a run by which a method is tuned has none
     */
    public void requireValidation() {
        tuning.stream().filter(Selection::lacksValidation).findFirst().ifPresent(lacking -> {
            throw new ExeuntException(
                    Errors.CONFIG_61,
                    ("%s has no validation examples to choose by. Set partition.validation-fraction above 0 in 'set' of"
                                    + " %s, or run only the other methods by --methods.")
                            .formatted(lacking.run(), comparison.source()));
        });
    }

    /** Returns the known runs that are not finished, without those that diverged while a method was tuned. */
    public List<PlannedRun> open() {
        return Stream.concat(tuning.stream().filter(run -> !run.diverged()), runs.stream())
                .filter(run -> !run.finished())
                .toList();
    }

    /** Returns the methods, with the setting, of which every candidate diverged, so that none can be chosen. */
    public List<String> divergedMethods() {
        Set<String> settings = comparison.settings().keySet();
        return settings.stream()
                .flatMap(setting -> comparison.tuning().candidates().keySet().stream()
                        .filter(method -> hasDiverged(setting, method))
                        .map(method -> settings.size() == 1 ? method : method + " on " + setting))
                .toList();
    }

    /** Returns whether every candidate of a method diverged on a setting; false if it is not tuned. */
    boolean hasDiverged(String setting, String method) {
        Map<List<String>, Boolean> diverged = tuning.stream()
                .filter(run -> run.run().isOf(setting, method))
                .collect(Collectors.toMap(run -> run.run().candidate(), PlannedRun::diverged, Boolean::logicalOr));
        return !diverged.isEmpty() && !diverged.containsValue(false);
    }

    /** Returns the finished runs of the comparison itself. */
    public List<PlannedRun> finished() {
        return runs.stream().filter(PlannedRun::finished).toList();
    }
}
