package org.exeunt.app.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.records.RunArchive;

/**
 * Estimates the time of runs by the mean of finished runs of the same method, otherwise of all finished runs. Safe for
 * any number of threads.
 */
final class Durations {
    private final Map<String, List<Double>> seconds = new HashMap<>();

    /** Adds the time of a finished run from its {@code timings.csv}, unless that is missing or damaged. */
    synchronized void add(ExperimentRun run, Path directory) {
        try {
            double sum = RunArchive.times(directory).stream()
                    .mapToDouble(RunArchive.PhaseTime::seconds)
                    .sum();
            if (sum > 0 && Double.isFinite(sum)) {
                seconds.computeIfAbsent(run.method(), method -> new ArrayList<>())
                        .add(sum);
            }
        } catch (ExeuntException damaged) {
            return; // only an estimate is lost
        }
    }

    /** Returns the estimated time of some runs in sequence; empty if no run has finished yet. */
    synchronized Optional<Duration> of(List<PlannedRun> runs) {
        if (seconds.isEmpty()) {
            return Optional.empty();
        }
        double overall = mean(seconds.values().stream().flatMap(List::stream).toList());
        double sum = 0;
        for (PlannedRun planned : runs) {
            List<Double> own = seconds.get(planned.run().method());
            sum += own == null ? overall : mean(own);
        }
        return Optional.of(Duration.ofSeconds(Math.round(sum)));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
