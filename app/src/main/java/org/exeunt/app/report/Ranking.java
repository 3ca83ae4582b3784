package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.exeunt.app.compare.Variation;
import org.exeunt.app.statistics.Friedman;
import org.exeunt.runtime.record.RunArchive;

/**
 * Methods by their average rank over all settings and seeds on which all of them are finished, by mean of exits.
 *
 * @param methods in the order of the comparison
 * @param friedman the test
 */
record Ranking(List<String> methods, Friedman friedman) {
    /** Returns what the test says. */
    String sentence() {
        String p = Words.p(friedman.p());
        String critical = Double.isFinite(friedman.criticalDifference())
                ? "two average ranks differ significantly (Nemenyi, 0.05) if they are %s apart"
                        .formatted(Words.number(friedman.criticalDifference(), 2))
                : "there are too many methods for the table of Nemenyi's test";
        return "Over %d settings and seeds on which all methods are finished; Friedman's test gives χ² = %s, p %s; %s."
                .formatted(
                        friedman.blocks(),
                        Words.number(friedman.chiSquared(), 2),
                        p.startsWith("<") ? p : "= " + p,
                        critical);
    }

    /** Returns the ranking; empty if fewer than two settings and seeds are complete. */
    static Optional<Ranking> of(Results results) {
        List<String> methods =
                results.comparison().methods().stream().map(Variation::name).toList();
        List<double[]> blocks = new ArrayList<>();
        for (Map<String, SortedMap<Long, RunArchive>> runs : results.runs().values()) {
            for (long seed : results.comparison().seeds()) {
                if (methods.stream().allMatch(method -> runs.get(method).containsKey(seed))) {
                    blocks.add(methods.stream()
                            .mapToDouble(method -> Column.mean()
                                    .value()
                                    .apply(runs.get(method).get(seed).summary())
                                    .orElseThrow())
                            .toArray());
                }
            }
        }
        return blocks.size() < 2
                ? Optional.empty()
                : Optional.of(new Ranking(methods, Friedman.of(blocks.toArray(double[][]::new))));
    }
}
