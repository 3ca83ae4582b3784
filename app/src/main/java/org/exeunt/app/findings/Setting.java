package org.exeunt.app.findings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.exeunt.app.statistics.Holm;
import org.exeunt.app.statistics.Paired;
import org.exeunt.app.statistics.Rounding;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;

/**
 * The results of all methods on one setting.
 *
 * @param name of the setting; empty for the report of a single run
 * @param reference method against which the others are tested
 * @param local method without federation against which clients are compared; it need not have a finished run
 * @param measures of runs
 * @param rows of methods that have a finished run, in the order of the comparison
 * @param tests of all other methods against the reference, by mean accuracy over exits; empty with fewer than two
 *     common seeds
 * @param seeds for which any method is finished
 */
public record Setting(
        String name,
        String reference,
        String local,
        List<Measure> measures,
        List<Row> rows,
        Map<String, Test> tests,
        SortedSet<Long> seeds) {
    /** The id of the strategy without federation, and of the method that a comparison with a file always has. */
    static final String LOCAL = "local";

    /** The significance level of all tests. */
    public static final double LEVEL = 0.05;

    /**
     * The smallest number of seeds with which values that a t test does not distinguish from the highest are marked: a
     * test over fewer distinguishes so little that nearly all would be.
     */
    public static final int MIN_TESTED_SEEDS = 5;

    /**
     * One method.
     *
     * @param runs by seed
     * @param values of each measure
     */
    public record Row(String method, SortedMap<Long, RunRecords> runs, Map<Measure, SeedValues> values) {
        /** Returns the run with the smallest seed. */
        public RunRecords first() {
            return runs.get(runs.firstKey());
        }

        double mean(Measure measure) {
            return values.get(measure).mean();
        }
    }

    /**
     * The tests of a method against the reference; p is corrected by Holm for all tests of the same kind.
     *
     * @param paired by seed
     * @param studentP of the paired t test; empty if the differences do not vary, or are two
     * @param signedRankP of the signed-rank test; empty if it cannot fall below {@link #LEVEL} for this number of
     *     seeds, so that the test is omitted
     * @param leastSignedRankP the smallest possible p of the signed-rank test
     */
    public record Test(Paired paired, OptionalDouble studentP, OptionalDouble signedRankP, double leastSignedRankP) {}

    /** Returns the results of methods, which include those without a finished run. */
    static Setting of(String setting, Map<String, SortedMap<Long, RunRecords>> methods, String reference) {
        Stream<String> others = methods.keySet().stream().filter(method -> methods.get(method).values().stream()
                .anyMatch(run -> run.summary().setting().strategy().equals(LOCAL)));
        String local = methods.containsKey(LOCAL) ? LOCAL : others.findFirst().orElse(LOCAL);
        return of(setting, methods, reference, local);
    }

    static Setting of(
            String setting, Map<String, SortedMap<Long, RunRecords>> methods, String reference, String local) {
        List<RunRecords> all = methods.values().stream()
                .flatMap(seeds -> seeds.values().stream())
                .toList();
        SortedSet<Long> seeds = new TreeSet<>();
        methods.values().forEach(runs -> seeds.addAll(runs.keySet()));
        List<Measure> measures = Measure.of(all, methods.getOrDefault(local, new TreeMap<>()));
        List<Row> rows = new ArrayList<>();
        methods.forEach((method, runs) -> {
            if (!runs.isEmpty()) {
                Map<Measure, SeedValues> values = new LinkedHashMap<>();
                measures.forEach(measure -> values.put(measure, values(measure, runs, seeds.size())));
                rows.add(new Row(method, runs, values));
            }
        });
        return new Setting(setting, reference, local, measures, List.copyOf(rows), tests(rows, reference), seeds);
    }

    /** Returns the values of a measure in the unit of tables. */
    public static SeedValues values(Measure measure, SortedMap<Long, RunRecords> runs, int seeds) {
        return SeedValues.of(seeds, runs, run -> {
            Number value = measure.valueOf(run);
            return value == null ? null : measure.factor() * value.doubleValue();
        });
    }

    private static Map<String, Test> tests(List<Row> rows, String reference) {
        Map<String, SeedValues> means = new LinkedHashMap<>();
        rows.forEach(row -> means.put(
                row.method(), values(Measure.MEAN, row.runs(), row.runs().size())));
        Map<String, Paired> paired = new LinkedHashMap<>();
        if (means.containsKey(reference)) {
            SeedValues against = means.remove(reference);
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
    public static boolean isSignificant(OptionalDouble p) {
        return p.orElse(1) < LEVEL;
    }

    /** Returns whether the table is of the report of a single run, not of a comparison. */
    public boolean isSingleRun() {
        return name.isEmpty();
    }

    /** Returns the summaries of all runs. */
    public Stream<RunSummary> summaries() {
        return rows.stream().flatMap(row -> row.runs().values().stream()).map(RunRecords::summary);
    }

    /** Returns the number of exits of the deepest network. */
    public int exits() {
        return summaries().mapToInt(RunSummary::exits).max().orElseThrow();
    }

    /**
     * Returns the accuracy in % of predicting each client's most frequent training class, mean over seeds: equal seeds
     * have equal partitions. Empty if it is unknown for a seed.
     */
    public OptionalDouble mostFrequentClass() {
        Map<Long, Double> bySeed = new TreeMap<>();
        rows.forEach(row -> row.runs().forEach((seed, run) -> MostFrequentClass.accuracy(run)
                .ifPresent(accuracy -> bySeed.putIfAbsent(seed, 100 * accuracy))));
        return bySeed.keySet().containsAll(seeds)
                ? bySeed.values().stream().mapToDouble(Double::doubleValue).average()
                : OptionalDouble.empty();
    }

    /** Returns the setting with the seeds that all methods have; empty if there are none. */
    Optional<Setting> onCommonSeeds() {
        Set<Long> common = new TreeSet<>(seeds);
        rows.forEach(row -> common.retainAll(row.runs().keySet()));
        Map<String, SortedMap<Long, RunRecords>> runs = new LinkedHashMap<>();
        rows.forEach(row -> {
            runs.put(row.method(), new TreeMap<>(row.runs()));
            runs.get(row.method()).keySet().retainAll(common);
        });
        return common.isEmpty() ? Optional.empty() : Optional.of(of(name, runs, reference, local));
    }

    /** Returns the row of a method; empty if it has no finished run. */
    public Optional<Row> row(String method) {
        return rows.stream().filter(row -> row.method().equals(method)).findFirst();
    }

    /** Returns the setting with the most accurate methods first, by mean of exits; those without a mean are last. */
    public Setting sorted() {
        List<Row> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingDouble(row -> -accuracy(row)));
        Map<String, Test> ordered = new LinkedHashMap<>();
        sorted.stream()
                .map(Row::method)
                .filter(tests::containsKey)
                .forEach(method -> ordered.put(method, tests.get(method)));
        return new Setting(name, reference, local, measures, List.copyOf(sorted), ordered, seeds);
    }

    private static double accuracy(Row row) {
        SeedValues mean = row.values().get(Measure.MEAN);
        return mean.values().isEmpty() || Double.isNaN(mean.mean()) ? Double.NEGATIVE_INFINITY : mean.mean();
    }

    /** Returns the rows that have a measure for every seed, the highest mean first. */
    List<Row> ranked(Measure measure) {
        return rows.stream()
                .filter(row -> row.values().get(measure).isWhole())
                .filter(row -> Double.isFinite(row.mean(measure)))
                .sorted(Comparator.comparingDouble(row -> -row.mean(measure)))
                .toList();
    }

    /** Returns p of the paired t test of two methods; empty if differences do not vary, or are fewer than three. */
    static OptionalDouble studentP(Measure measure, Row row, Row other) {
        return row.values()
                .get(measure)
                .against(other.values().get(measure))
                .map(Paired::studentP)
                .orElse(OptionalDouble.empty());
    }

    /**
     * Returns whether a row is marked in a column: its mean is the highest, or a paired t test over seeds does not
     * distinguish it from the highest. The test is not corrected for the number of methods, which would mark the more
     * values, the more methods there are. With fewer than five seeds only the highest mean is marked; if all means are
     * equal, or a method has the figure for some seeds only, none is.
     */
    public boolean isBest(Measure measure, Row row) {
        List<Row> ranked = ranked(measure);
        if (!measure.ranked()
                || !ranked.contains(row)
                || rows.stream().anyMatch(other -> other.values().get(measure).isPartial())) {
            return false;
        }
        double highest = ranked.get(0).mean(measure);
        double lowest = ranked.get(ranked.size() - 1).mean(measure);
        return Rounding.difference(highest, lowest) != 0
                && (Rounding.difference(row.mean(measure), highest) == 0
                        || seeds.size() >= MIN_TESTED_SEEDS
                                && studentP(measure, row, ranked.get(0)).orElse(0) >= LEVEL);
    }
}
