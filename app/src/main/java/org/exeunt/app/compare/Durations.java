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

/** How long runs take: as finished ones of the same method took, or else as all finished ones. Safe for any number of threads. */
final class Durations {
    private final Map<String, List<Double>> seconds = new HashMap<>();

    /** Remembers how long a finished run took, by its {@code timings.csv}. */
    synchronized void add(Cell cell, Path directory) {
        double sum = 0;
        try {
            for (String line : Files.readAllLines(directory.resolve("timings.csv"))) {
                String[] columns = line.split(",");
                sum += columns[0].equals("round") ? 0 : Double.parseDouble(columns[2]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        seconds.computeIfAbsent(cell.method(), method -> new ArrayList<>()).add(sum);
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
