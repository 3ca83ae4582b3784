package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.Macs;
import org.exeunt.app.report.FigureTable.Text;
import org.exeunt.app.report.SettingTable.Cell;
import org.exeunt.app.report.SettingTable.Row;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.MacsReduction;
import org.exeunt.runtime.store.records.MacsReduction.Point;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;

/**
 * What the early exits of one method save of the MACs of other methods' static networks at the same accuracy.
 *
 * <p>The static network of a method is its backbone with the final head alone. Its accuracy is that of the method's
 * final exit. A run saves the fraction of the static network's MACs that it does not need at the cheapest point of a
 * policy's accuracy-MACs curve which is at least as accurate; the curve ends where no input leaves early.
 *
 * <p>Source: the headline comparison of CAFEDistill (arXiv 2601.10015, "saves 30.79 to 46.86 % of the computation").
 * Deviation: accuracies are equal, by interpolation between the settings of a policy, not at least equal.
 *
 * @param method whose exits leave early
 * @param lines for all methods of the table, its own static network included
 */
record StaticSavings(String method, List<Line> lines) {

    /**
     * The savings against the static network of one method.
     *
     * @param method to which the static network belongs
     * @param seeds number of seeds of the table
     * @param accuracies of the static network, for each seed that both methods have finished
     * @param sharesByPolicy fraction of its MACs that each exit policy saves, for each of these seeds by key of the
     *     policy's column in files; without policies that do not reach the accuracy
     */
    record Line(
            String method,
            int seeds,
            SortedMap<Long, Double> accuracies,
            SortedMap<Long, Map<String, Double>> sharesByPolicy) {
        /** Titles of a table of lines. */
        static final List<String> TITLES = List.of("static network of", "its accuracy", "MACs saved", "95 % interval");

        /** Returns what the best policy saves, for each seed on which the accuracy is reached. */
        SortedMap<Long, Double> shares() {
            SortedMap<Long, Double> shares = new TreeMap<>();
            sharesByPolicy.forEach((seed, known) ->
                    known.values().stream().max(Double::compare).ifPresent(share -> shares.put(seed, share)));
            return shares;
        }

        /** Returns the accuracy of the static network, in %. */
        Cell accuracy() {
            return Cell.of(seeds, percent(accuracies));
        }

        /** Returns what is saved, in % of its MACs. */
        Cell saved() {
            return Cell.of(accuracies.size(), percent(shares()));
        }

        private static SortedMap<Long, Double> percent(SortedMap<Long, Double> fractions) {
            SortedMap<Long, Double> percent = new TreeMap<>();
            fractions.forEach((seed, fraction) -> percent.put(seed, 100 * fraction));
            return percent;
        }

        /** Returns the figures in the order of the titles. */
        List<String> texts() {
            return List.of(method, Words.estimate(accuracy()), Words.estimate(saved()), interval());
        }

        private String interval() {
            Cell saved = saved();
            return saved.estimate()
                    .filter(known -> saved.isWhole() && known.count() > 1)
                    .map(known -> Words.interval(known.mean(), known.halfWidth()))
                    .orElse(Figures.NONE);
        }
    }

    /**
     * Returns the savings of one method of a table; empty if it is not finished, has no exit policies or unknown MACs,
     * or is the only one.
     */
    static Optional<StaticSavings> of(SettingTable table, String method) {
        Optional<Row> saving = table.rows().stream()
                .filter(row -> row.method().equals(method))
                .findFirst()
                .filter(row -> row.runs().values().stream().allMatch(StaticSavings::hasCurve));
        if (saving.isEmpty() || table.rows().size() == 1) {
            return Optional.empty();
        }
        List<Line> lines = new ArrayList<>();
        for (Row row : table.rows()) {
            SortedMap<Long, Double> accuracies = new TreeMap<>();
            SortedMap<Long, Map<String, Double>> sharesByPolicy = new TreeMap<>();
            row.runs().forEach((seed, run) -> {
                RunArchive own = saving.get().runs().get(seed);
                if (own != null && run.summary().network().fullMacs() != null) {
                    accuracies.put(seed, run.summary().finalAccuracy());
                    sharesByPolicy.put(seed, byPolicy(own.summary(), run.summary()));
                }
            });
            if (!accuracies.isEmpty()) {
                lines.add(new Line(row.method(), table.seeds().size(), accuracies, sharesByPolicy));
            }
        }
        return Optional.of(new StaticSavings(method, List.copyOf(lines)));
    }

    private static boolean hasCurve(RunArchive run) {
        return run.summary().network().fullMacs() != null
                && !run.summary().rules().isEmpty()
                && run.summary().rules().stream().allMatch(rule -> rule.expectedMacs() != null)
                && run.summary().finalRound().tested().clients() > 0;
    }

    /**
     * Returns the fraction of the MACs of a static network that the early exits of a run save at its accuracy, by key
     * of the policy's column; without policies of whose curves no point is as accurate.
     */
    private static Map<String, Double> byPolicy(Summary run, Summary staticNetwork) {
        Point allToTheEnd = new Point(run.network().leavingMacs().get(run.exits() - 1), run.finalAccuracy());
        Map<String, List<Point>> curves = new LinkedHashMap<>();
        for (Summary.Rule rule : run.rules()) {
            curves.computeIfAbsent(Column.macsSavedKey(rule.policy()), key -> new ArrayList<>(List.of(allToTheEnd)))
                    .add(new Point(rule.expectedMacs(), rule.accuracy()));
        }
        Macs full = new Macs(staticNetwork.network().fullMacs());
        Map<String, Double> shares = new LinkedHashMap<>();
        curves.forEach((key, curve) -> MacsReduction.of(curve, staticNetwork.finalAccuracy(), full)
                .ifPresent(share -> shares.put(key, share)));
        return shares;
    }

    /**
     * Returns what the table of lines shows, in a sentence without a full stop.
     *
     * @param name of the method in the format of the report
     */
    static String title(String name) {
        return "What leaving early by %s saves of the MACs of each method's static network at its accuracy, %s"
                .formatted(name, Words.INTERPOLATED);
    }

    /** Returns the savings as a table. */
    FigureTable table() {
        return new FigureTable(
                title(method) + ":",
                Line.TITLES,
                lines.stream()
                        .map(line -> List.of(
                                Text.name(line.method()),
                                Text.of(line.accuracy()),
                                Text.of(line.saved()),
                                Text.of(line.interval())))
                        .toList(),
                List.of());
    }

    /** Returns a clause with the figures that are savings, or that are not; empty if there are none. */
    private static Optional<String> clause(String clause, boolean saving, Stream<Line> lines) {
        String figures = lines.filter(
                        line -> saving != Figures.number(line.saved().mean(), 1).startsWith("-"))
                .map(line -> "%s %% (%s)"
                        .formatted(Figures.number(Math.abs(line.saved().mean()), 1), line.method()))
                .collect(Collectors.joining(", "));
        return figures.isEmpty() ? Optional.empty() : Optional.of(clause.formatted(figures));
    }

    /** Returns the savings against the other methods as a sentence; empty if there are no others. */
    Optional<String> sentence() {
        List<Line> others =
                lines.stream().filter(line -> !line.method().equals(method)).toList();
        List<Line> reached =
                others.stream().filter(line -> line.saved().isWhole()).toList();
        List<String> missed = others.stream()
                .filter(line -> !line.saved().isWhole())
                .map(Line::method)
                .toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        if (reached.isEmpty()) {
            return Optional.of(
                    "With no setting of its exit policies, %s is as accurate as the static network of any other method%s."
                            .formatted(method, others.get(0).saved().seeds() == 1 ? "" : " on every seed"));
        }
        String saves = Stream.of(
                        clause("save %s of their MACs", true, reached.stream()),
                        clause("cost %s more MACs", false, reached.stream()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" and "));
        return Optional.of("At the accuracy of other methods' static networks, early exits of %s %s%s."
                .formatted(
                        method,
                        saves,
                        missed.isEmpty()
                                ? ""
                                : "; it does not reach " + String.join(", ", missed)
                                        + (others.get(0).saved().seeds() == 1 ? "" : " on every seed")));
    }
}
