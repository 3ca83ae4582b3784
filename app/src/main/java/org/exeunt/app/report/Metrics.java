package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.archive.RunRecords;

/** The metrics that strategies and clients report, without those that have their own chart. */
final class Metrics {
    private Metrics() {}

    /** Returns pairs of round and value by name; names of clients' metrics are marked, because others may be equal. */
    static SortedMap<String, List<double[]>> of(RunRecords run) {
        SortedMap<String, List<double[]>> all = new TreeMap<>();
        for (RoundRecord round : run.rounds()) {
            SortedMap<String, Double> values = new TreeMap<>(round.metrics());
            round.trainingMetrics().forEach((name, value) -> values.put(name + " (clients)", value));
            values.keySet()
                    .removeIf(name ->
                            name.startsWith(Distillation.AGREEMENT) || name.equals(CrossEntropy.METRIC + " (clients)"));
            values.forEach((name, value) -> all.computeIfAbsent(name, unused -> new ArrayList<>())
                    .add(new double[] {round.round().number(), value}));
        }
        return all;
    }

    /** Returns the last value of a metric; null if the run has none. */
    static Double last(RunRecords run, String name) {
        List<double[]> points = of(run).getOrDefault(name, List.of());
        return points.isEmpty() ? null : points.get(points.size() - 1)[1];
    }
}
