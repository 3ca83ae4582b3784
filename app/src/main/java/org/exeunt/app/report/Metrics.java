package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.objective.TeacherAgreement;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.report.Diagnostics.Line;
import org.exeunt.app.report.SettingTable.Row;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.RunArchive;

/**
 * The metrics that strategies report on one setting: when they aggregate, and in the training of clients. Agreement of
 * students with teachers has its own charts ({@link Diagnostics}).
 *
 * @param charts one per metric
 * @param last values, one row per method that reports a metric
 */
record Metrics(List<Chart> charts, List<Last> last) {
    /**
     * A metric over rounds.
     *
     * @param lines one for each method that reports it, for the first seed with which it does
     */
    record Chart(String name, List<Line> lines) {}

    /**
     * The last value of each metric of a method as text, mean over the seeds that report it, in the order of the
     * charts; empty if not reported.
     */
    record Last(String method, List<String> values) {}

    static Metrics of(SettingTable table) {
        SortedMap<String, List<Line>> charts = new TreeMap<>();
        for (Row row : table.rows()) {
            SortedMap<String, List<double[]>> first = new TreeMap<>();
            row.runs().values().forEach(run -> points(run).forEach(first::putIfAbsent));
            first.forEach((name, points) ->
                    charts.computeIfAbsent(name, unused -> new ArrayList<>()).add(new Line(row.method(), points)));
        }
        List<Last> last = new ArrayList<>();
        for (Row row : table.rows()) {
            List<String> values = charts.keySet().stream()
                    .map(name -> last(row.runs().values(), name))
                    .toList();
            if (!values.stream().allMatch(String::isEmpty)) {
                last.add(new Last(row.method(), values));
            }
        }
        return new Metrics(
                charts.entrySet().stream()
                        .map(metric -> new Chart(metric.getKey(), metric.getValue()))
                        .toList(),
                last);
    }

    /** Returns the names of the metrics. */
    List<String> names() {
        return charts.stream().map(Chart::name).toList();
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

    private static String last(Collection<RunArchive> runs, String name) {
        double[] values = runs.stream()
                .flatMap(run ->
                        points(run).getOrDefault(name, List.of()).stream().reduce((earlier, later) -> later).stream())
                .mapToDouble(point -> point[1])
                .toArray();
        return values.length == 0
                ? ""
                : Figures.significant(Arrays.stream(values).average().orElseThrow())
                        + (values.length == runs.size() ? "" : " (%d of %d)".formatted(values.length, runs.size()));
    }
}
