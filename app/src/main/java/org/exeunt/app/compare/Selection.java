package org.exeunt.app.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.exeunt.app.statistics.Rounding;
import org.exeunt.config.run.ResolvedConfig;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunSummary;

/** Chooses candidates by their accuracy on validation examples; test examples are not used. */
final class Selection {
    private Selection() {}

    /** Returns the result for every method and setting whose tuning runs are all finished, with validation examples. */
    static List<TuningResult> of(Comparison comparison, List<PlannedRun> tuning) {
        List<TuningResult> choices = new ArrayList<>();
        for (String setting : comparison.settings().keySet()) {
            comparison.tuning().candidates().forEach((method, candidates) -> {
                List<PlannedRun> runs = tuning.stream()
                        .filter(run -> run.run().isOf(setting, method))
                        .toList();
                if (runs.size()
                                == candidates.size()
                                        * comparison.tuning().seeds().size()
                        && runs.stream().allMatch(run -> run.diverged() || run.finished() && !lacksValidation(run))) {
                    List<OptionalDouble> accuracy = candidates.stream()
                            .map(candidate -> accuracy(runs, candidate))
                            .toList();
                    best(accuracy) // none if all diverged
                            .ifPresent(best ->
                                    choices.add(new TuningResult(setting, method, candidates.get(best), accuracy)));
                }
            });
        }
        return choices;
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
    private static OptionalDouble accuracy(List<PlannedRun> runs, List<String> candidate) {
        List<PlannedRun> own = runs.stream()
                .filter(run -> run.run().candidate().equals(candidate))
                .toList();
        return own.stream().anyMatch(PlannedRun::diverged)
                ? OptionalDouble.empty()
                : own.stream()
                        .mapToDouble(run -> validationAccuracy(run).orElseThrow())
                        .average();
    }

    private static OptionalDouble validationAccuracy(PlannedRun run) {
        return RunSummary.validationAccuracy(FinishedRun.open(run.directory()).lastEvaluations());
    }

    /** Returns whether a run has no validation examples; of a run that is not finished, as far as is configured. */
    static boolean lacksValidation(PlannedRun run) {
        return run.finished()
                ? validationAccuracy(run).isEmpty()
                : "0.0".equals(ResolvedConfig.of(run.config()).values().get("partition.validation-fraction"));
    }
}
