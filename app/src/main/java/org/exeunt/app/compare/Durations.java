package org.exeunt.app.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How long runs take: as finished ones of the same method took, or else as all finished ones. Safe for any number of threads. */
final class Durations {
    private final Map<String, List<Double>> seconds = new HashMap<>();

    /** Remembers how long a finished run took, by its {@code timings.csv}; an estimate can do without one that is missing or damaged. */
    synchronized void add(ExperimentRun cell, Path directory) {
        Path timings = directory.resolve("timings.csv");
        if (!Files.isRegularFile(timings)) {
            return;
        }
        try (Stream<String> lines = Files.lines(timings)) {
            double sum = lines.skip(1)
                    .mapToDouble(line -> Double.parseDouble(line.split(",")[2]))
                    .sum();
            if (Double.isFinite(sum)) {
                seconds.computeIfAbsent(cell.method(), method -> new ArrayList<>())
                        .add(sum);
            }
        } catch (IOException | UncheckedIOException | NumberFormatException | ArrayIndexOutOfBoundsException damaged) {
            return; // only an estimate is lost
        }
    }

    /** Returns how long some runs are going to take one after the other; empty if none has finished yet. */
    synchronized Optional<Duration> of(List<PlannedCell> cells) {
        if (seconds.isEmpty()) {
            return Optional.empty();
        }
        double overall = mean(seconds.values().stream().flatMap(List::stream).toList());
        double sum = 0;
        for (PlannedCell cell : cells) {
            List<Double> own = seconds.get(cell.cell().method());
            sum += own == null ? overall : mean(own);
        }
        return Optional.of(Duration.ofSeconds(Math.round(sum)));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
