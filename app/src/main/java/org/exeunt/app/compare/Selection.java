package org.exeunt.app.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.exeunt.app.compare.Tuning.Candidate;
import org.exeunt.app.statistics.Rounding;
import org.exeunt.config.ResolvedConfig;
import org.exeunt.runtime.store.records.RunArchive;

/** Chooses candidates by their accuracy on validation examples; test examples are not used. */
final class Selection {
    private Selection() {}

    /** Returns the result for every method and setting whose tuning runs are all finished, with validation examples. */
    static List<TuningResult> of(Comparison comparison, List<PlannedRun> tuning) {
        List<TuningResult> choices = new ArrayList<>();
        for (Variant setting : comparison.settings()) {
            for (Map.Entry<String, List<Candidate>> tuned :
                    comparison.tuning().candidates().entrySet()) {
                List<PlannedRun> runs = tuning.stream()
                        .filter(run -> run.run().setting().equals(setting.name())
                                && run.run().method().equals(tuned.getKey()))
                        .toList();
                int all = tuned.getValue().size() * comparison.tuning().seeds().size();
                if (runs.size() == all
                        && runs.stream().allMatch(run -> run.diverged() || run.finished() && !lacksValidation(run))) {
                    choice(setting.name(), tuned.getKey(), tuned.getValue(), runs)
                            .ifPresent(choices::add);
                }
            }
        }
        return choices;
    }

    /** Returns the first of the best candidates; empty if all of them diverged. */
    private static Optional<TuningResult> choice(
            String setting, String method, List<Candidate> candidates, List<PlannedRun> runs) {
        List<OptionalDouble> accuracy = candidates.stream()
                .map(candidate -> accuracy(runs.stream()
                        .filter(run -> run.run().candidate().equals(candidate))
                        .toList()))
                .toList();
        return best(accuracy).map(best -> new TuningResult(setting, method, candidates.get(best), accuracy));
    }

    /** Returns the place of the highest value, of several that are equal but for rounding the first. */
    static Optional<Integer> best(List<OptionalDouble> values) {
        return IntStream.range(0, values.size())
                .filter(place -> values.get(place).isPresent())
                .boxed()
                .reduce((best, next) -> Rounding.difference(
                                        values.get(next).getAsDouble(),
                                        values.get(best).getAsDouble())
                                > 0
                        ? next
                        : best);
    }

    /** Returns the mean accuracy of a candidate's runs; empty if one of them diverged. */
    private static OptionalDouble accuracy(List<PlannedRun> runs) {
        return runs.stream().anyMatch(PlannedRun::diverged)
                ? OptionalDouble.empty()
                : runs.stream().mapToDouble(Selection::validationAccuracy).average();
    }

    private static Double validationAccuracy(PlannedRun run) {
        return RunArchive.summary(run.directory()).lastEvaluations().validationAccuracy();
    }

    /** Returns whether a run has no validation examples; of a run that is not finished, as far as is configured. */
    static boolean lacksValidation(PlannedRun run) {
        return run.finished()
                ? validationAccuracy(run) == null
                : "0.0".equals(ResolvedConfig.of(run.config()).values().get("partition.validation-fraction"));
    }
}
