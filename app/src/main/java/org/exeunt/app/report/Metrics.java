package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.objective.TeacherAgreement;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.findings.SeedValues;
import org.exeunt.app.findings.Setting;
import org.exeunt.app.findings.Setting.Row;
import org.exeunt.app.report.Diagnostics.Line;
import org.exeunt.runtime.store.records.RunArchive;

/**
 * The metrics that strategies report on one setting: when they aggregate, and in the training of clients. Agreement of
 * students with teachers has its own charts ({@link Diagnostics}).
 *
 * @param charts one per metric
 */
record Metrics(List<Chart> charts) {
    /**
     * A metric over rounds.
     *
     * @param lines one for each method that reports it, for the first seed with which it does
     */
    record Chart(String name, List<Line> lines) {}

    static Metrics of(Setting setting) {
        SortedMap<String, List<Line>> charts = new TreeMap<>();
        for (Row row : setting.rows()) {
            SortedMap<String, List<double[]>> first = new TreeMap<>();
            row.runs().values().forEach(run -> points(run).forEach(first::putIfAbsent));
            first.forEach((name, points) ->
                    charts.computeIfAbsent(name, unused -> new ArrayList<>()).add(new Line(row.method(), points)));
        }
        return new Metrics(charts.entrySet().stream()
                .map(metric -> new Chart(metric.getKey(), metric.getValue()))
                .toList());
    }

    /** Returns the last values of a metric, of the seeds that report it. */
    static SeedValues last(Row row, String name) {
        return SeedValues.of(row.runs().size(), row.runs(), run -> points(run).getOrDefault(name, List.of()).stream()
                .reduce((earlier, later) -> later)
                .map(point -> point[1])
                .orElse(null));
    }

    private static SortedMap<String, List<double[]>> points(RunArchive run) {
        SortedMap<String, List<double[]>> points = new TreeMap<>();
        run.rounds().forEach(round -> of(round)
                .forEach((name, value) -> points.computeIfAbsent(name, unused -> new ArrayList<>())
                        .add(new double[] {round.round().number(), value})));
        return points;
    }

    /** Returns the metrics of a round; those of clients are marked, because names may be equal. */
    private static SortedMap<String, Double> of(RoundRecord round) {
        SortedMap<String, Double> all = new TreeMap<>(round.metrics());
        round.trainingMetrics().forEach((name, value) -> {
            if (!name.startsWith(TeacherAgreement.METRIC_PREFIX)) {
                all.put(name + " (clients)", value);
            }
        });
        return all;
    }
}
