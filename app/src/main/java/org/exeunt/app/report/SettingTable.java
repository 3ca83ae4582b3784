package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.app.statistics.Estimate;
import org.exeunt.app.statistics.Holm;
import org.exeunt.app.statistics.Paired;
import org.exeunt.app.statistics.Rounding;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;

/**
 * The results of all methods on one setting.
 *
 * @param setting name of the setting; empty for the report of a single run
 * @param reference method against which the others are tested
 * @param local method without federation against which clients are compared; it need not have a finished run
 * @param columns of figures
 * @param rows of methods that have a finished run, in the order of the comparison
 * @param tests of all other methods against the reference, by mean accuracy over exits; empty with fewer than two
 *     common seeds
 * @param seeds for which any method is finished
 */
record SettingTable(
        String setting,
        String reference,
        String local,
        List<Column> columns,
        List<Row> rows,
        Map<String, Test> tests,
        SortedSet<Long> seeds) {
    /** The id of the strategy without federation, and of the method that a comparison with a file always has. */
    static final String LOCAL = "local";

    /** The significance level of all tests. */
    static final double LEVEL = 0.05;

    /**
     * The smallest number of seeds with which values that a t test does not distinguish from the highest are marked: a
     * test over fewer distinguishes so little that nearly all would be.
     */
    static final int MIN_TESTED_SEEDS = 5;

    /**
     * One method.
     *
     * @param runs by seed
     * @param cells of each column
     */
    record Row(String method, SortedMap<Long, RunArchive> runs, List<Cell> cells) {
        private static Row of(String method, SortedMap<Long, RunArchive> runs, List<Column> columns, int seeds) {
            return new Row(
                    method,
                    runs,
                    columns.stream().map(column -> Cell.of(column, runs, seeds)).toList());
        }

        /** Returns how many updates of all runs were left out, as {@code 6 of 48 of METHOD}; empty if none. */
        private Optional<String> leftOut() {
            return Words.leftOut(runs.values().stream()
                            .flatMap(run -> run.rounds().stream())
                            .toList())
                    .map(updates -> updates + " of " + method);
        }

        /** Returns the run with the smallest seed. */
        RunArchive first() {
            return runs.get(runs.firstKey());
        }

        /** Returns whether the method has no federation. */
        boolean isLocal() {
            return SettingTable.isLocal(first());
        }
    }

    /**
     * A figure of a method, in the unit of tables.
     *
     * @param seeds number of seeds for which any method is finished
     * @param values by seed, without seeds that lack the figure
     * @param estimate from the values; empty without values
     */
    record Cell(int seeds, SortedMap<Long, Double> values, Optional<Estimate> estimate) {
        static Cell of(Column column, SortedMap<Long, RunArchive> runs, int seeds) {
            SortedMap<Long, Double> values = new TreeMap<>();
            runs.forEach((seed, run) -> column.value()
                    .apply(run)
                    .ifPresent(value -> values.put(seed, column.factor() * value.doubleValue())));
            return of(seeds, values);
        }

        static Cell of(int seeds, SortedMap<Long, Double> values) {
            return new Cell(
                    seeds,
                    values,
                    values.isEmpty() ? Optional.empty() : Optional.of(Estimate.of(doubles(values.values()))));
        }

        /** Returns whether every seed has the figure; otherwise the mean covers a selection of seeds. */
        boolean isWhole() {
            return !values.isEmpty() && values.size() == seeds;
        }

        /** Returns whether some seeds have the figure and others lack it. */
        boolean isPartial() {
            return !values.isEmpty() && !isWhole();
        }

        /** Returns the mean; there has to be a value. */
        double mean() {
            return estimate.orElseThrow().mean();
        }

        /** Returns the comparison with another cell on the seeds that both have; empty if these are less than two. */
        Optional<Paired> against(Cell other) {
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

    /** Returns the table of methods, which include those without a finished run. */
    static SettingTable of(String setting, Map<String, SortedMap<Long, RunArchive>> methods, String reference) {
        Stream<String> others = methods.keySet().stream()
                .filter(method -> methods.get(method).values().stream().anyMatch(SettingTable::isLocal));
        String local = methods.containsKey(LOCAL) ? LOCAL : others.findFirst().orElse(LOCAL);
        return of(setting, methods, reference, local);
    }

    private static boolean isLocal(RunArchive run) {
        return run.summary().setting().strategy().equals(LOCAL);
    }

    static SettingTable of(
            String setting, Map<String, SortedMap<Long, RunArchive>> methods, String reference, String local) {
        List<RunArchive> all = methods.values().stream()
                .flatMap(seeds -> seeds.values().stream())
                .toList();
        SortedSet<Long> seeds = new TreeSet<>();
        methods.values().forEach(runs -> seeds.addAll(runs.keySet()));
        List<Column> columns = Column.of(all, methods.getOrDefault(local, new TreeMap<>()));
        List<Row> rows = new ArrayList<>();
        methods.forEach((method, runs) -> {
            if (!runs.isEmpty()) {
                rows.add(Row.of(method, runs, columns, seeds.size()));
            }
        });
        return new SettingTable(setting, reference, local, columns, List.copyOf(rows), tests(rows, reference), seeds);
    }

    private static Map<String, Test> tests(List<Row> rows, String reference) {
        Map<String, Cell> means = new LinkedHashMap<>();
        rows.forEach(row -> means.put(
                row.method(), Cell.of(Column.mean(), row.runs(), row.runs().size())));
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

    /** Returns whether a test finds a difference; not if it was omitted. */
    static boolean isSignificant(OptionalDouble p) {
        return p.orElse(1) < LEVEL;
    }

    /** Returns what clients are compared with, such as {@code without federation}. */
    String withoutFederation() {
        return local.equals(LOCAL) ? "without federation" : "with " + local;
    }

    /** Returns whether the table is of the report of a single run, not of a comparison. */
    boolean isSingleRun() {
        return setting.isEmpty();
    }

    /** Returns the summaries of all runs. */
    Stream<Summary> summaries() {
        return rows.stream().flatMap(row -> row.runs().values().stream()).map(RunArchive::summary);
    }

    /** Returns the number of exits of the deepest network. */
    int exits() {
        return summaries().mapToInt(Summary::exits).max().orElseThrow();
    }

    /** Returns a sentence on the numbers of clients and test examples per run. */
    String tested() {
        List<Summary.Counts> counts =
                summaries().map(run -> run.finalRound().tested()).toList();
        return "%s are of %s with %s."
                .formatted(
                        isSingleRun() ? "Accuracies" : "Each run's accuracies",
                        Words.range(counts.stream().mapToLong(Summary.Counts::clients), "client"),
                        Words.range(counts.stream().mapToLong(Summary.Counts::examples), "test example"));
    }

    /**
     * Returns the accuracy in % of predicting each client's most frequent training class, mean over seeds: equal seeds
     * have equal partitions. Empty if it is unknown for a seed.
     */
    OptionalDouble mostFrequentClass() {
        Map<Long, Double> bySeed = new TreeMap<>();
        rows.forEach(row -> row.runs().forEach((seed, run) -> MostFrequentClass.accuracy(run)
                .ifPresent(accuracy -> bySeed.putIfAbsent(seed, 100 * accuracy))));
        return bySeed.keySet().containsAll(seeds)
                ? bySeed.values().stream().mapToDouble(Double::doubleValue).average()
                : OptionalDouble.empty();
    }

    /** Returns whether a figure is missing for some seeds only. */
    boolean isPartial() {
        return rows.stream().flatMap(row -> row.cells().stream()).anyMatch(Cell::isPartial);
    }

    /** Returns a sentence on the methods some of whose updates were left out; empty if there are none. */
    Optional<String> leftOut() {
        List<String> methods =
                rows.stream().flatMap(row -> row.leftOut().stream()).toList();
        return methods.isEmpty()
                ? Optional.empty()
                : Optional.of("Updates that were left out: %s.".formatted(String.join(", ", methods)));
    }

    /** Returns a caution if there are too few seeds for the signed-rank test. */
    Optional<String> caution() {
        return tests.values().stream().allMatch(test -> test.signedRankP().isPresent())
                ? Optional.empty()
                : Optional.of(Words.CAUTION);
    }

    /**
     * The highest values of a column and what distinguishes the others from them. Only figures that are present for
     * every seed are compared.
     *
     * @param rows with the highest mean; several if it is equal; empty if no row is compared
     * @param leader of these rows: the reference or, if it is not one of them, the first
     * @param others p of the paired t test of every other method against the leader; empty if the differences do not
     *     vary or there are fewer than two seeds
     */
    record Best(List<Row> rows, Optional<Row> leader, Map<String, OptionalDouble> others) {
        /** Returns p of every other method, corrected by Holm for all of them. */
        Map<String, OptionalDouble> corrected() {
            Iterator<OptionalDouble> p =
                    Holm.adjust(List.copyOf(others.values())).iterator();
            Map<String, OptionalDouble> corrected = new LinkedHashMap<>();
            others.keySet().forEach(method -> corrected.put(method, p.next()));
            return corrected;
        }
    }

    /** Returns the best of a column. */
    Best best(int column) {
        List<Row> whole = rows.stream()
                .filter(row -> row.cells().get(column).isWhole())
                .filter(row -> Double.isFinite(row.cells().get(column).mean()))
                .toList();
        double highest = whole.stream()
                .mapToDouble(row -> row.cells().get(column).mean())
                .max()
                .orElse(Double.NaN);
        List<Row> first = whole.stream()
                .filter(row -> Rounding.difference(row.cells().get(column).mean(), highest) == 0)
                .toList();
        Optional<Row> leader = first.stream()
                .filter(row -> row.method().equals(reference))
                .findFirst()
                .or(() -> first.stream().findFirst());
        Map<String, OptionalDouble> others = new LinkedHashMap<>();
        for (Row row : whole) {
            if (!first.contains(row)) {
                others.put(
                        row.method(),
                        row.cells()
                                .get(column)
                                .against(leader.orElseThrow().cells().get(column))
                                .map(Paired::studentP)
                                .orElse(OptionalDouble.empty()));
            }
        }
        return new Best(first, leader, others);
    }

    /**
     * Returns whether a row is marked in a column: its mean is the highest, or a paired t test over seeds does not
     * distinguish it from the highest. The test is not corrected for the number of methods, which would mark the more
     * values, the more methods there are. With fewer than five seeds only the highest mean is marked; if all means are
     * equal, or a method has the figure for some seeds only, none is.
     */
    boolean isBest(int column, Row row) {
        if (!columns.get(column).ranked()
                || rows.stream().anyMatch(other -> other.cells().get(column).isPartial())) {
            return false;
        }
        Best best = best(column);
        if (best.others().isEmpty()) {
            return false;
        }
        OptionalDouble p = best.others().getOrDefault(row.method(), OptionalDouble.empty());
        return best.rows().contains(row) || seeds.size() >= MIN_TESTED_SEEDS && p.orElse(0) >= LEVEL;
    }

    /** Returns the column of a key; empty if the table has none. */
    OptionalInt column(String key) {
        return IntStream.range(0, columns.size())
                .filter(column -> columns.get(column).key().equals(key))
                .findFirst();
    }
}
