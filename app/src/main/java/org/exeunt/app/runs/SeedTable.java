package org.exeunt.app.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.exeunt.app.console.TextTable;
import org.exeunt.app.report.Column;
import org.exeunt.app.report.Words;
import org.exeunt.app.statistics.Estimate;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.RunArchive;

/** The results of one configuration with several seeds: mean and standard deviation of every figure. */
public final class SeedTable {

    private SeedTable() {}

    /**
     * A figure over seeds, in files' units.
     *
     * @param key as in the {@code results.csv} of comparisons
     * @param mean null if no run has the figure
     * @param deviation sample standard deviation; null for fewer than two values
     * @param values in the order of the runs, without those of runs that lack the figure
     */
    public record Figure(String key, Double mean, Double deviation, List<Double> values) {
        static Figure of(Column column, List<RunArchive> runs) {
            List<Double> values = runs.stream()
                    .map(run ->
                            column.value().apply(run).map(Number::doubleValue).orElse(null))
                    .filter(Objects::nonNull)
                    .toList();
            if (values.isEmpty()) {
                return new Figure(column.key(), null, null, values);
            }
            Estimate estimate =
                    Estimate.of(values.stream().mapToDouble(Double::doubleValue).toArray());
            return new Figure(column.key(), estimate.mean(), values.size() < 2 ? null : estimate.deviation(), values);
        }
    }

    /** Returns the figures of runs. */
    public static List<Figure> figures(List<RunArchive> runs) {
        return Column.of(runs).stream().map(column -> Figure.of(column, runs)).toList();
    }

    /** Returns the runs that stopped early, and an aligned table with one line per figure. */
    public static List<String> lines(List<RunArchive> runs) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("%s on %s, %s: %s; mean ± standard deviation"
                .formatted(
                        runs.get(0).summary().setting().strategy(),
                        runs.get(0).summary().setting().dataset(),
                        Figures.count(runs.size(), "seed"),
                        runs.stream()
                                .map(run ->
                                        String.valueOf(run.summary().setting().seed()))
                                .collect(Collectors.joining(", "))));
        runs.forEach(run -> Words.stopped(run.summary())
                .ifPresent(stopped ->
                        lines.add("seed %d %s".formatted(run.summary().setting().seed(), stopped))));
        TextTable table = new TextTable();
        List<Column> columns = Column.of(runs);
        List<Figure> figures = figures(runs);
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            Figure figure = figures.get(i);
            table.row(
                    column.titleWithUnit(),
                    column.text(figure.mean()),
                    figure.deviation() == null || column.decimals() == 0 ? "" : "± " + column.text(figure.deviation()),
                    figure.values().size() == runs.size()
                            ? ""
                            : "(%d of %d)".formatted(figure.values().size(), runs.size()));
        }
        lines.addAll(table.lines());
        return lines;
    }
}
