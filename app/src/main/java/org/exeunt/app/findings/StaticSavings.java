package org.exeunt.app.findings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Macs;
import org.exeunt.app.findings.Setting.Row;
import org.exeunt.runtime.archive.MacsReduction;
import org.exeunt.runtime.archive.MacsReduction.Point;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.archive.RunSummary.Rule;

/**
 * What the early exits of one method save of the MACs of other methods' static networks at the same accuracy.
 *
 * <p>The static network of a method is its backbone with only the final head. Its accuracy is that of the method's
 * final exit. A run saves the fraction of the static network's MACs that it does not need at the cheapest point of a
 * policy's accuracy-MACs curve which is at least as accurate; the curve ends where no input leaves early.
 *
 * <p>Source: the headline comparison of CAFEDistill (arXiv 2601.10015, "saves 30.79 to 46.86 % of the computation").
 * Deviation: accuracies are equal, by interpolation between the settings of a policy, not at least equal.
 *
 * @param method whose exits leave early
 * @param lines for all methods of the table, its own static network included
 */
public record StaticSavings(String method, List<Line> lines) {

    /**
     * The savings against the static network of one method.
     *
     * @param method to which the static network belongs
     * @param seeds number of seeds of the table
     * @param accuracies of the static network, for each seed that both methods have finished
     * @param sharesByPolicy fraction of its MACs that each exit policy saves, for each of these seeds by key of the
     *     policy's column in files; without policies that do not reach the accuracy
     */
    public record Line(
            String method,
            int seeds,
            SortedMap<Long, Double> accuracies,
            SortedMap<Long, Map<String, Double>> sharesByPolicy) {
        /** Returns what the best policy saves, for each seed on which the accuracy is reached. */
        public SortedMap<Long, Double> shares() {
            SortedMap<Long, Double> shares = new TreeMap<>();
            sharesByPolicy.forEach((seed, known) ->
                    known.values().stream().max(Double::compare).ifPresent(share -> shares.put(seed, share)));
            return shares;
        }

        /** Returns the accuracy of the static network, in %. */
        public SeedValues accuracy() {
            return SeedValues.of(seeds, accuracies, fraction -> 100 * fraction);
        }

        /** Returns what is saved, in % of its MACs. */
        public SeedValues saved() {
            return SeedValues.of(accuracies.size(), shares(), fraction -> 100 * fraction);
        }
    }

    /**
     * Returns the savings of one method of a table; empty if it is not finished, has no exit policies or unknown MACs,
     * or is the only one.
     */
    public static Optional<StaticSavings> of(Setting setting, String method) {
        Optional<Row> saving =
                setting.row(method).filter(row -> row.runs().values().stream().allMatch(StaticSavings::hasCurve));
        if (saving.isEmpty() || setting.rows().size() == 1) {
            return Optional.empty();
        }
        List<Line> lines = new ArrayList<>();
        for (Row row : setting.rows()) {
            SortedMap<Long, Double> accuracies = new TreeMap<>();
            SortedMap<Long, Map<String, Double>> sharesByPolicy = new TreeMap<>();
            row.runs().forEach((seed, run) -> {
                RunRecords own = saving.get().runs().get(seed);
                if (own != null && run.summary().network().fullMacs() != null) {
                    accuracies.put(seed, run.summary().finalAccuracy());
                    sharesByPolicy.put(seed, byPolicy(own.summary(), run.summary()));
                }
            });
            if (!accuracies.isEmpty()) {
                lines.add(new Line(row.method(), setting.seeds().size(), accuracies, sharesByPolicy));
            }
        }
        return Optional.of(new StaticSavings(method, List.copyOf(lines)));
    }

    private static boolean hasCurve(RunRecords run) {
        return run.summary().network().fullMacs() != null
                && !run.summary().rules().isEmpty()
                && run.summary().rules().stream().allMatch(rule -> rule.expectedMacs() != null)
                && run.summary().finalRound().tested().clients() > 0;
    }

    /**
     * Returns the fraction of the MACs of a static network that the early exits of a run save at its accuracy, by key
     * of the policy's column; without policies of whose curves no point is as accurate.
     */
    private static Map<String, Double> byPolicy(RunSummary run, RunSummary staticNetwork) {
        Point allToTheEnd = new Point(run.network().leavingMacs().get(run.exits() - 1), run.finalAccuracy());
        Map<String, List<Point>> curves = new LinkedHashMap<>();
        for (Rule rule : run.rules()) {
            curves.computeIfAbsent(Measure.macsSavedKey(rule.policy()), key -> new ArrayList<>(List.of(allToTheEnd)))
                    .add(new Point(rule.expectedMacs(), rule.accuracy()));
        }
        Macs full = new Macs(staticNetwork.network().fullMacs());
        Map<String, Double> shares = new LinkedHashMap<>();
        curves.forEach((key, curve) -> MacsReduction.of(curve, staticNetwork.finalAccuracy(), full)
                .ifPresent(share -> shares.put(key, share)));
        return shares;
    }
}
