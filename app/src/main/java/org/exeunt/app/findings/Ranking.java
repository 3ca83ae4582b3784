package org.exeunt.app.findings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.exeunt.app.compare.Variant;
import org.exeunt.app.statistics.Friedman;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.RunArchive;

/**
 * Average ranks of methods by mean accuracy over exits, over all settings on which all methods are finished. Seeds of a
 * setting are averaged first, because they share its data and are not independent (J. Demsar, JMLR 7, 2006).
 *
 * @param methods in the order of the comparison
 * @param friedman ranks and test
 */
public record Ranking(List<String> methods, Friedman friedman) {
    /** A method's average rank. */
    public record Rank(String method, double rank) {}

    /** Returns the average ranks, best first. */
    public List<Rank> ranks() {
        return IntStream.range(0, methods.size())
                .mapToObj(method -> new Rank(methods.get(method), friedman.averageRanks()[method]))
                .sorted(Comparator.comparingDouble(Rank::rank))
                .toList();
    }

    /** Ranks that do not differ significantly, from the best to the worst of them. */
    public record Group(double best, double worst) {}

    /**
     * Returns the largest groups of ranks that are closer together than the critical difference; empty if it is not
     * available.
     */
    public List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        double[] ranks = ranks().stream().mapToDouble(Rank::rank).toArray();
        for (double best : ranks) {
            double worst = Arrays.stream(ranks)
                    .filter(rank -> rank >= best && rank - best < friedman.criticalDifference())
                    .max()
                    .orElse(best);
            // a group that ends where an earlier one ends is part of it
            if (worst > best && groups.stream().noneMatch(earlier -> earlier.worst() >= worst)) {
                groups.add(new Group(best, worst));
            }
        }
        return groups;
    }

    /** Returns a description of the ranking, and the results of the tests or why there are none. */
    public String sentence() {
        return "Over %d settings on which all methods are finished, by means over their common seeds. %s%s"
                .formatted(
                        friedman.blocks(),
                        friedman.isTest()
                                ? "Friedman's test: χ² = %s, p %s. "
                                        .formatted(
                                                Figures.number(friedman.chiSquared(), 2), Clauses.equalsP(friedman.p()))
                                : "Friedman's test needs more than %d settings. ".formatted(Friedman.MIN_BLOCKS - 1),
                        criticalDifference()
                                .map(difference -> "Two average ranks differ significantly (Nemenyi, 0.05) if they are"
                                        + " %s apart.".formatted(Figures.number(difference, 2)))
                                .orElse("There are too many methods for the table of Nemenyi's test."));
    }

    /** Returns the critical difference of two average ranks; empty if there are too many methods. */
    public Optional<Double> criticalDifference() {
        return Optional.of(friedman.criticalDifference()).filter(Double::isFinite);
    }

    /** Returns the ranking; empty if fewer than two settings have a seed on which all methods are finished. */
    public static Optional<Ranking> of(Results results) {
        List<String> methods =
                results.comparison().methods().stream().map(Variant::name).toList();
        List<double[]> settings = new ArrayList<>();
        for (Map<String, SortedMap<Long, RunArchive>> runs : results.runs().values()) {
            TreeSet<Long> seeds = new TreeSet<>(results.comparison().seeds());
            methods.forEach(method -> seeds.retainAll(runs.get(method).keySet()));
            List<Double> means = methods.stream()
                    .flatMap(method -> mean(runs.get(method), seeds).stream().boxed())
                    .toList();
            if (means.size() == methods.size()) {
                settings.add(means.stream().mapToDouble(Double::doubleValue).toArray());
            }
        }
        return settings.size() < 2
                ? Optional.empty()
                : Optional.of(new Ranking(methods, Friedman.of(settings.toArray(double[][]::new))));
    }

    private static OptionalDouble mean(SortedMap<Long, RunArchive> runs, TreeSet<Long> seeds) {
        return seeds.stream()
                .flatMap(seed -> Measure.MEAN.value().apply(runs.get(seed)).stream())
                .mapToDouble(Number::doubleValue)
                .average();
    }
}
