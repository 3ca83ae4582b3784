package org.exeunt.app.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.compare.Tuning.Candidate;
import org.exeunt.runtime.store.RunArchive;
import org.exeunt.runtime.store.Summary;

/** Chooses candidates by their accuracy on validation examples; test examples are not used. */
final class Selection {
    private Selection() {}

    /** Returns the result for every method and setting whose tuning runs are all finished. */
    static List<TuningResult> of(Comparison comparison, List<PlannedRun> tuning) {
        List<TuningResult> choices = new ArrayList<>();
        for (Variant setting : comparison.settings()) {
            for (Map.Entry<String, List<Candidate>> tuned :
                    comparison.tuning().candidates().entrySet()) {
                List<PlannedRun> runs = tuning.stream()
                        .filter(run -> run.run().setting().equals(setting.name())
                                && run.run().method().equals(tuned.getKey()))
                        .toList();
                if (runs.stream().allMatch(PlannedRun::finished)) {
                    choices.add(choice(setting.name(), tuned.getKey(), tuned.getValue(), runs));
                }
            }
        }
        return choices;
    }

    private static TuningResult choice(
            String setting, String method, List<Candidate> candidates, List<PlannedRun> runs) {
        List<Double> accuracy = new ArrayList<>();
        int best = 0;
        for (Candidate candidate : candidates) {
            accuracy.add(runs.stream()
                    .filter(run -> run.run().candidate().equals(candidate))
                    .mapToDouble(Selection::validationAccuracy)
                    .average()
                    .orElseThrow());
            int last = accuracy.size() - 1;
            best = accuracy.get(last) > accuracy.get(best) ? last : best;
        }
        return new TuningResult(setting, method, candidates.get(best), List.copyOf(accuracy));
    }

    private static double validationAccuracy(PlannedRun run) {
        Summary.LastEvaluations last = RunArchive.summary(run.directory()).lastEvaluations();
        if (last.validationAccuracy() == null) {
            throw new ExeuntException(
                    CompareErrors.NO_VALIDATION,
                    ("%s has no validation examples to choose by: %s. Set partition.validation-fraction "
                                    + "above 0 in the comparison's 'set'.")
                            .formatted(run.run(), run.directory()));
        }
        return last.validationAccuracy();
    }
}
