package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.exeunt.app.statistics.Estimate;
import org.exeunt.app.statistics.Holm;
import org.exeunt.app.statistics.Paired;
import org.exeunt.runtime.store.RunArchive;
import org.exeunt.runtime.store.Summary;

/**
 * The results of all methods on one setting.
 *
 * @param setting name of the setting; empty for the report of a single run
 * @param columns of figures
 * @param rows of methods that have a finished run, in the order of the comparison
 * @param tests of all other methods against the reference, by mean accuracy over exits; empty with fewer than two
 *     common seeds
 */
record SettingTable(String setting, List<Column> columns, List<Row> rows, Map<String, Test> tests) {
    /** The significance level of all tests. */
    static final double LEVEL = 0.05;

    private static final double CONFIDENCE = 0.95;

    /**
     * One method.
     *
     * @param runs by seed
     * @param cells of each column
     */
    record Row(String method, SortedMap<Long, RunArchive> runs, List<Cell> cells) {
        private static Row of(String method, SortedMap<Long, RunArchive> runs, List<Column> columns) {
            return new Row(
                    method,
                    runs,
                    columns.stream().map(column -> Cell.of(column, runs)).toList());
        }

        /** Returns the run with the smallest seed. */
        RunArchive first() {
            return runs.get(runs.firstKey());
        }
    }

    /**
     * A figure of a method, in the unit of tables.
     *
     * @param seeds number of seeds for which the method is finished
     * @param values by seed, without seeds that lack the figure
     * @param estimate from the values; empty without values
     */
    record Cell(int seeds, SortedMap<Long, Double> values, Optional<Estimate> estimate) {
        private static Cell of(Column column, SortedMap<Long, RunArchive> runs) {
            SortedMap<Long, Double> values = new TreeMap<>();
            runs.forEach((seed, run) -> column.value()
                    .apply(run.summary())
                    .ifPresent(value -> values.put(seed, column.factor() * value.doubleValue())));
            return new Cell(
                    runs.size(),
                    values,
                    values.isEmpty()
                            ? Optional.empty()
                            : Optional.of(Estimate.of(doubles(values.values()), CONFIDENCE)));
        }

        /** Returns whether every seed has the figure; otherwise the mean covers a selection of seeds. */
        boolean isWhole() {
            return !values.isEmpty() && values.size() == seeds;
        }

        private double mean() {
            return estimate.orElseThrow().mean();
        }

        private Optional<Paired> against(Cell other) {
            TreeSet<Long> seeds = new TreeSet<>(values.keySet());
            seeds.retainAll(other.values.keySet());
            return seeds.size() < 2
                    ? Optional.empty()
                    : Optional.of(Paired.of(
                            doubles(seeds.stream().map(values::get).toList()),
                            doubles(seeds.stream().map(other.values::get).toList())));
        }

        private static double[] doubles(Collection<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    /**
     * The tests of a method against the reference; p is corrected by Holm for all tests of the same kind.
     *
     * @param paired by seed
     * @param studentP of the paired t test; empty if the differences do not vary
     * @param signedRankP of the signed-rank test; empty if it cannot fall below {@link #LEVEL} for this number of
     *     seeds, so that the test is omitted
     * @param leastSignedRankP the smallest possible p of the signed-rank test
     */
    record Test(Paired paired, OptionalDouble studentP, OptionalDouble signedRankP, double leastSignedRankP) {}

    static SettingTable of(String setting, Map<String, SortedMap<Long, RunArchive>> methods, String reference) {
        int exits = methods.values().stream()
                .flatMap(seeds -> seeds.values().stream())
                .mapToInt(run -> run.summary().exits())
                .max()
                .orElseThrow();
        List<Column> columns = Column.of(exits);
        List<Row> rows = new ArrayList<>();
        methods.forEach((method, runs) -> {
            if (!runs.isEmpty()) {
                rows.add(Row.of(method, runs, columns));
            }
        });
        return new SettingTable(setting, columns, List.copyOf(rows), tests(rows, reference));
    }

    private static Map<String, Test> tests(List<Row> rows, String reference) {
        Map<String, Cell> means = new LinkedHashMap<>();
        rows.forEach(row -> means.put(row.method(), Cell.of(Column.mean(), row.runs())));
        Map<String, Paired> paired = new LinkedHashMap<>();
        if (means.containsKey(reference)) {
            Cell against = means.remove(reference);
            means.forEach((method, mean) -> mean.against(against).ifPresent(pair -> paired.put(method, pair)));
        }
        return tests(paired);
    }

    static Map<String, Test> tests(Map<String, Paired> paired) {
        List<Paired> pairs = List.copyOf(paired.values());
        List<OptionalDouble> student =
                Holm.adjust(pairs.stream().map(Paired::studentP).toList());
        // with few seeds the smallest possible p is above the level, before or after the correction
        List<Paired> able =
                pairs.stream().filter(pair -> pair.leastSignedRankP() <= LEVEL).toList();
        boolean made = able.stream().anyMatch(pair -> able.size() * pair.leastSignedRankP() <= LEVEL);
        List<OptionalDouble> signedRank = Holm.adjust(pairs.stream()
                .map(pair -> made && pair.leastSignedRankP() <= LEVEL
                        ? OptionalDouble.of(pair.signedRankP())
                        : OptionalDouble.empty())
                .toList());
        Map<String, Test> tests = new LinkedHashMap<>();
        for (String method : paired.keySet()) {
            int index = tests.size();
            tests.put(
                    method,
                    new Test(
                            pairs.get(index),
                            student.get(index),
                            signedRank.get(index),
                            Math.min(
                                    1,
                                    Math.max(1, able.size()) * pairs.get(index).leastSignedRankP())));
        }
        return tests;
    }

    /** Returns a sentence on the numbers of clients and test examples per run. */
    String tested() {
        List<Summary.Counts> counts = rows.stream()
                .flatMap(row -> row.runs().values().stream())
                .map(run -> run.summary().finalRound().tested())
                .toList();
        return "Each run's accuracies are of %s with %s."
                .formatted(
                        Words.range(counts.stream().mapToLong(Summary.Counts::clients), "client"),
                        Words.range(counts.stream().mapToLong(Summary.Counts::examples), "test example"));
    }

    /** Returns a caution if there are too few seeds for the signed-rank test. */
    Optional<String> caution() {
        return tests.values().stream().allMatch(test -> test.signedRankP().isPresent())
                ? Optional.empty()
                : Optional.of(Words.CAUTION);
    }

    /**
     * Returns whether a row is among the best of a column: its mean is the highest, or a paired t test over seeds,
     * corrected by Holm for all tests of the column, does not distinguish it from the highest. Only figures that are
     * present for every seed are compared. With one seed or one method no row is marked.
     */
    boolean isBest(int column, Row row) {
        return columns.get(column).ranked() && best(column).contains(row.method());
    }

    private List<String> best(int column) {
        Map<String, Cell> whole = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> row.cells().get(column).isWhole())
                .forEach(row -> whole.put(row.method(), row.cells().get(column)));
        double highest = whole.values().stream().mapToDouble(Cell::mean).max().orElse(Double.NaN);
        Optional<Cell> leader =
                whole.values().stream().filter(cell -> cell.mean() == highest).findFirst();
        if (whole.size() < 2 || leader.orElseThrow().values().size() < 2) {
            return List.of();
        }
        List<OptionalDouble> p = Holm.adjust(whole.values().stream()
                .map(cell -> cell.against(leader.get()).map(Paired::studentP).orElse(OptionalDouble.empty()))
                .toList());
        List<String> best = new ArrayList<>();
        int place = 0;
        for (Map.Entry<String, Cell> each : whole.entrySet()) {
            if (each.getValue().mean() == highest || p.get(place).orElse(0) >= LEVEL) {
                best.add(each.getKey());
            }
            place++;
        }
        return best;
    }
}
