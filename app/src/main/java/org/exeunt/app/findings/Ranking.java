package org.exeunt.app.findings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.app.statistics.Friedman;
import org.exeunt.app.text.Figures;

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
        List<String> methods = List.copyOf(results.comparison().methods().keySet());
        List<double[]> settings = new ArrayList<>();
        for (Setting setting : results.settings()) {
            setting.onCommonSeeds()
                    .map(common -> common.rows().stream()
                            .map(row -> row.values().get(Measure.MEAN))
                            .filter(SeedValues::isWhole)
                            .mapToDouble(SeedValues::mean)
                            .toArray())
                    .filter(means -> means.length == methods.size())
                    .ifPresent(settings::add);
        }
        return settings.size() < 2
                ? Optional.empty()
                : Optional.of(new Ranking(methods, Friedman.of(settings.toArray(double[][]::new))));
    }
}
