package org.exeunt.app.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.compare.Tuning.Candidate;
import org.exeunt.runtime.store.RunArchive;
import org.exeunt.runtime.store.Summary;

/** Chooses among candidates by the accuracy on validation examples; test examples have no say. */
final class Selection {
    private Selection() {}

    /** Returns what is chosen for every method and setting whose tuning runs are all finished. */
    static List<Choice> of(Comparison comparison, List<PlannedCell> tuning) {
        List<Choice> choices = new ArrayList<>();
        for (Variant setting : comparison.settings()) {
            for (Map.Entry<String, List<Candidate>> tuned :
                    comparison.tuning().candidates().entrySet()) {
                List<PlannedCell> runs = tuning.stream()
                        .filter(run -> run.cell().setting().equals(setting.name())
                                && run.cell().method().equals(tuned.getKey()))
                        .toList();
                if (runs.stream().allMatch(PlannedCell::finished)) {
                    choices.add(choice(setting.name(), tuned.getKey(), tuned.getValue(), runs));
                }
            }
        }
        return choices;
    }

    private static Choice choice(String setting, String method, List<Candidate> candidates, List<PlannedCell> runs) {
        List<Double> accuracy = new ArrayList<>();
        int best = 0;
        for (Candidate candidate : candidates) {
            accuracy.add(runs.stream()
                    .filter(run -> run.cell().candidate().equals(candidate))
                    .mapToDouble(Selection::validationAccuracy)
                    .average()
                    .orElseThrow());
            int place = accuracy.size() - 1;
            best = accuracy.get(place) > accuracy.get(best) ? place : best;
        }
        return new Choice(setting, method, candidates.get(best), List.copyOf(accuracy));
    }

    private static double validationAccuracy(PlannedCell run) {
        Summary.LastEvaluations last = RunArchive.summary(run.directory()).lastEvaluations();
        if (last.validationAccuracy() == null) {
            throw new ExeuntException(
                    CompareErrors.NO_VALIDATION,
                    "%s has no validation examples to choose by: %s. Set partition.validation-fraction above 0 in the comparison's 'set'."
                            .formatted(run.cell(), run.directory()));
        }
        return last.validationAccuracy();
    }
}
