package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import org.exeunt.app.statistics.Estimate;
import org.exeunt.app.statistics.Holm;
import org.exeunt.app.statistics.Paired;
import org.exeunt.runtime.record.RunArchive;

/**
 * What all methods gave on one setting.
 *
 * @param setting its name; empty if there is but one
 * @param columns of figures
 * @param rows of methods that have a finished run, in the order of the comparison
 * @param tests of all other methods against the reference, by mean of exits, p corrected by Holm; empty if fewer than two seeds pair up
 */
record SettingTable(String setting, List<Column> columns, List<Row> rows, Map<String, Test> tests) {
    private static final double CONFIDENCE = 0.95;

    /**
     * One method.
     *
     * @param runs by seed
     * @param estimates of each column, over the seeds that have the figure
     */
    record Row(String method, SortedMap<Long, RunArchive> runs, List<Optional<Estimate>> estimates) {}

    /**
     * A method against the reference.
     *
     * @param paired by seed
     * @param studentP of the paired t test, corrected
     * @param signedRankP of the signed-rank test, corrected
     */
    record Test(Paired paired, double studentP, double signedRankP) {}

    static SettingTable of(String setting, Map<String, SortedMap<Long, RunArchive>> methods, String reference) {
        int exits = methods.values().stream()
                .flatMap(seeds -> seeds.values().stream())
                .mapToInt(run -> run.summary().network().leavingMacs().size())
                .max()
                .orElseThrow();
        List<Column> columns = Column.of(exits);
        List<Row> rows = new ArrayList<>();
        methods.forEach((method, runs) -> {
            if (!runs.isEmpty()) {
                rows.add(new Row(
                        method,
                        runs,
                        columns.stream().map(column -> estimate(column, runs)).toList()));
            }
        });
        return new SettingTable(setting, columns, List.copyOf(rows), tests(methods, reference));
    }

    private static Optional<Estimate> estimate(Column column, SortedMap<Long, RunArchive> runs) {
        double[] values = runs.values().stream()
                .map(run -> column.value().apply(run.summary()))
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return values.length == 0 ? Optional.empty() : Optional.of(Estimate.of(values, CONFIDENCE));
    }

    private static Map<String, Test> tests(Map<String, SortedMap<Long, RunArchive>> methods, String reference) {
        Map<String, Paired> paired = new LinkedHashMap<>();
        methods.forEach((method, runs) -> {
            TreeSet<Long> seeds = new TreeSet<>(runs.keySet());
            seeds.retainAll(methods.get(reference).keySet());
            if (!method.equals(reference) && seeds.size() >= 2) {
                paired.put(method, Paired.of(means(runs, seeds), means(methods.get(reference), seeds)));
            }
        });
        double[] student = Holm.adjust(
                paired.values().stream().mapToDouble(Paired::studentP).toArray());
        double[] signedRank = Holm.adjust(
                paired.values().stream().mapToDouble(Paired::signedRankP).toArray());
        Map<String, Test> tests = new LinkedHashMap<>();
        for (Map.Entry<String, Paired> entry : paired.entrySet()) {
            int place = tests.size();
            tests.put(entry.getKey(), new Test(entry.getValue(), student[place], signedRank[place]));
        }
        return tests;
    }

    private static double[] means(SortedMap<Long, RunArchive> runs, TreeSet<Long> seeds) {
        return seeds.stream()
                .mapToDouble(seed ->
                        Column.mean().value().apply(runs.get(seed).summary()).orElseThrow())
                .toArray();
    }

    /** Returns what tests with so few seeds cannot show, if they are too few. */
    Optional<String> caution() {
        return tests.values().stream()
                .map(test -> test.paired().count())
                .max(Integer::compare)
                .flatMap(Words::caution);
    }

    /** Returns the place of a row among those that have a figure, 1 the best; 0 if the column is not ranked or the row has none. */
    int place(int column, Row row) {
        Optional<Estimate> own = row.estimates().get(column);
        if (!columns.get(column).ranked() || own.isEmpty()) {
            return 0;
        }
        return 1
                + (int) rows.stream()
                        .map(other -> other.estimates().get(column))
                        .flatMap(Optional::stream)
                        .filter(other -> other.mean() > own.get().mean())
                        .count();
    }
}
