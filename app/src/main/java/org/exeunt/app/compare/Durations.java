package org.exeunt.app.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.archive.FinishedRun;

/**
 * Estimates the time of runs by the mean of finished runs of the same method, otherwise of all finished runs. Safe for
 * any number of threads.
 */
final class Durations {
    private final DoubleSummaryStatistics all = new DoubleSummaryStatistics();
    private final Map<String, DoubleSummaryStatistics> methods = new HashMap<>();

    /** Adds the time of a finished run from its {@code timings.csv}, unless that is missing or damaged. */
    synchronized void add(ExperimentRun run, Path directory) {
        try {
            double seconds = FinishedRun.open(directory).times().stream()
                    .mapToDouble(FinishedRun.PhaseTime::seconds)
                    .sum();
            if (seconds > 0 && Double.isFinite(seconds)) {
                all.accept(seconds);
                methods.computeIfAbsent(run.method(), method -> new DoubleSummaryStatistics())
                        .accept(seconds);
            }
        } catch (ExeuntException damaged) {
            return; // only an estimate is lost
        }
    }

    /** Returns the estimated time of some runs in sequence; empty if no run has finished yet. */
    synchronized Optional<Duration> of(List<PlannedRun> runs) {
        double seconds = runs.stream()
                .mapToDouble(planned ->
                        methods.getOrDefault(planned.run().method(), all).getAverage())
                .sum();
        return all.getCount() == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(Math.round(seconds)));
    }
}
