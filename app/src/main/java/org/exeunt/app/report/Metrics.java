package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.report.Diagnostics.Line;
import org.exeunt.app.report.Diagnostics.Lines;
import org.exeunt.app.report.SettingTable.Row;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.RunArchive;

/**
 * The metrics that strategies report on one setting.
 *
 * @param charts one per metric, with a line over rounds for each method that reports it, for the first seed
 * @param last values, one row per method that reports a metric
 */
record Metrics(List<Lines> charts, List<Last> last) {
    /**
     * The last value of each metric of a method as text, mean over seeds, in the order of the charts; empty if not
     * reported.
     */
    record Last(String method, List<String> values) {}

    static Metrics of(SettingTable table) {
        SortedMap<String, List<Line>> charts = new TreeMap<>();
        for (Row row : table.rows()) {
            points(row.first()).forEach((name, points) -> charts.computeIfAbsent(name, unused -> new ArrayList<>())
                    .add(new Line(row.method(), points)));
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
                        .map(metric -> new Lines(metric.getKey(), metric.getValue()))
                        .toList(),
                last);
    }

    /** Returns the names of the metrics. */
    List<String> names() {
        return charts.stream().map(Lines::method).toList();
    }

    private static SortedMap<String, List<double[]>> points(RunArchive run) {
        SortedMap<String, List<double[]>> points = new TreeMap<>();
        run.rounds().forEach(round -> round.metrics()
                .forEach((name, value) -> points.computeIfAbsent(name, unused -> new ArrayList<>())
                        .add(new double[] {round.round().number(), value})));
        return points;
    }

    private static String last(Collection<RunArchive> runs, String name) {
        double[] values = runs.stream()
                .map(run -> last(run, name))
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return values.length == 0
                ? ""
                : Figures.significant(Arrays.stream(values).average().orElseThrow());
    }

    private static Optional<Double> last(RunArchive run, String name) {
        return run.rounds().stream()
                .map(RoundRecord::metrics)
                .filter(metrics -> metrics.containsKey(name))
                .reduce((earlier, later) -> later)
                .map(metrics -> metrics.get(name));
    }
}
