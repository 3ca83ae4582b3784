package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.tracking.RoundRecord.ClientFailure;
import org.exeunt.app.findings.Clauses;
import org.exeunt.app.findings.ClientGroup;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.findings.Measure.Kind;
import org.exeunt.app.findings.Ranking;
import org.exeunt.app.findings.Results;
import org.exeunt.app.findings.SeedValues;
import org.exeunt.app.findings.Setting;
import org.exeunt.app.findings.Setting.Row;
import org.exeunt.app.findings.StaticSavings;
import org.exeunt.app.statistics.Estimate;
import org.exeunt.app.statistics.Paired;
import org.exeunt.app.table.Table;
import org.exeunt.app.table.Table.Cell;
import org.exeunt.app.table.Table.Format;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary.Counts;

/** The tables of reports of comparisons; those of a single run are {@link RunTables}. */
public final class Tables {
    /** A tenth of fewer clients, rounded down but at least one, is a single client. */
    private static final int TWO_TENTHS = 20;

    private static final int MAX_NOTES = 20;

    private Tables() {}

    /** Returns the tables of a setting above its charts. */
    static List<Table> main(Setting setting) {
        RunRecords first = setting.rows().get(0).first();
        return setting.isSingleRun() ? RunTables.of(first) : List.of(methods(setting, true));
    }

    /** Returns the tables of a setting below its charts. */
    static List<Table> details(Setting setting) {
        RunRecords first = setting.rows().get(0).first();
        return Stream.of(
                        tests(setting),
                        savings(setting),
                        groups(setting),
                        setting.isSingleRun() ? RunTables.reliability(first.summary()) : reliability(setting),
                        metrics(setting),
                        warnings(setting))
                .filter(table -> !table.rows().isEmpty())
                .toList();
    }

    /**
     * Returns the main table.
     *
     * @param whole with numbers of seeds and measures that are not ranked, such as costs
     */
    static Table methods(Setting setting, boolean whole) {
        Table table = methods(
                "",
                setting,
                whole,
                setting.measures().stream()
                        .filter(measure -> whole || measure.ranked())
                        .toList());
        table.notes().addAll(notes(setting));
        return table;
    }

    /** Returns the main figures, in a table that fits a terminal. */
    static Table brief(Setting setting) {
        return methods(
                setting.name(),
                setting,
                false,
                Stream.concat(
                                ofKind(setting, Kind.EXIT).skip(setting.exits() - 1L),
                                Stream.of(Measure.MEAN, Measure.WORST_TENTH, Measure.SAVED))
                        .toList());
    }

    private static Stream<Measure> ofKind(Setting setting, Kind kind) {
        return setting.measures().stream().filter(measure -> measure.kind() == kind);
    }

    private static Table methods(String title, Setting setting, boolean seeds, List<Measure> measures) {
        Table table = new Table(title).with(Format.NAME, "method");
        if (seeds) {
            table.with(Format.COUNT, "seeds");
        }
        measures.forEach(measure -> table.columns().add(measure.column()));
        for (Row row : setting.rows()) {
            Setting.Test test = setting.tests().get(row.method());
            boolean differs = test != null && Setting.isSignificant(test.studentP());
            List<Object> cells = new ArrayList<>(List.of(row.method()));
            if (seeds) {
                cells.add(row.runs().size());
            }
            for (Measure measure : measures) {
                cells.add(row.values()
                        .get(measure)
                        .cell()
                        .marked(setting.isBest(measure, row), differs && measure.equals(Measure.MEAN)));
            }
            table.row(cells);
        }
        return table;
    }

    private static List<String> notes(Setting setting) {
        List<String> notes = new ArrayList<>();
        List<Counts> tested =
                setting.summaries().map(run -> run.finalRound().tested()).toList();
        notes.add("Accuracy after the last round, in %%, mean over %s with %s (each run's own test examples)."
                .formatted(
                        Clauses.range(tested.stream().mapToLong(Counts::clients), "client"),
                        Clauses.range(tested.stream().mapToLong(Counts::examples), "test example")));
        setting.mostFrequentClass()
                .ifPresent(accuracy -> notes.add("Predicting each client's most frequent training class: %s %%."
                        .formatted(Figures.number(accuracy, 1))));
        if (setting.rows().size() > 1) {
            notes.add(
                    setting.seeds().size() >= Setting.MIN_TESTED_SEEDS
                            ? "Bold: the highest value, and all that a paired t test over seeds (%s, uncorrected) does not distinguish from it."
                                    .formatted(Setting.LEVEL)
                            : "Bold: the highest mean; with fewer than five seeds it marks no significance.");
        }
        resolution(setting).ifPresent(notes::add);
        if (tested.stream().anyMatch(counts -> counts.clients() > 0 && counts.clients() < TWO_TENTHS)) {
            notes.add("Worst 10 %: of fewer than 20 clients, the least accurate one.");
        }
        if (ofKind(setting, Kind.LOCAL).findAny().isPresent()) {
            notes.add("Above local: clients, in %, that are more accurate (mean of exits) than "
                    + setting.local()
                    + ". Gain, worst 10 %: mean gain, in points, of the tenth of clients with the least gain.");
        }
        if (ofKind(setting, Kind.NEW_CLIENTS).findAny().isPresent()) {
            notes.add("New clients: accuracy, mean of exits, of clients that never trained.");
        }
        notes.add("MACs saved: of the static network's, in %, by leaving early at the accuracy of the run's final exit"
                + Clauses.slack(setting.summaries())
                + ", interpolated between settings of its best exit policy on test examples, and therefore"
                + " optimistic; – if no setting is as accurate, or MACs are not known.");
        return notes;
    }

    /** Returns which differences from the reference the seeds cannot show; empty if no difference varies. */
    private static Optional<String> resolution(Setting setting) {
        List<Paired> tested = setting.tests().values().stream()
                .map(Setting.Test::paired)
                .filter(paired -> paired.studentP().isPresent())
                .toList();
        DoubleSummaryStatistics points =
                tested.stream().mapToDouble(Paired::halfWidth).summaryStatistics();
        String least = Figures.number(points.getMin(), 1);
        String most = Figures.number(points.getMax(), 1);
        return tested.isEmpty()
                ? Optional.empty()
                : Optional.of(("With %s, differences from %s below %s points (mean of exits) cannot be told from"
                                + " 0 (paired t test at %s, uncorrected).")
                        .formatted(
                                Clauses.range(tested.stream().mapToLong(Paired::count), "seed"),
                                setting.reference(),
                                least.equals(most) ? least : least + " to " + most,
                                Setting.LEVEL));
    }

    private static Table tests(Setting setting) {
        Table table = new Table("Against %s, by mean of exits, p corrected by Holm:".formatted(setting.reference()))
                .with(Format.NAME, "method")
                .with(Format.COUNT, "seeds")
                .with(Format.FIGURE, "difference, points", "95 % interval")
                .with(Format.TWO_DECIMALS, "effect (d_z)")
                .with(Format.FIGURE, "paired t test, p");
        boolean ranks = setting.tests().values().stream()
                .anyMatch(test -> test.signedRankP().isPresent());
        if (ranks) {
            table.with(Format.FIGURE, "signed-rank test, p");
        }
        setting.tests()
                .forEach((method, test) -> table.row(Stream.of(
                                method,
                                test.paired().count(),
                                Figures.number(test.paired().difference(), 1),
                                interval(
                                        test.paired().difference(),
                                        test.paired().halfWidth()),
                                test.paired().effect().stream()
                                        .mapToObj(Cell::new)
                                        .findFirst()
                                        .orElse(new Cell(null)),
                                test.studentP().isPresent()
                                        ? Clauses.p(test.studentP().getAsDouble())
                                        : test.paired().count() < 3
                                                ? "tests need three seeds"
                                                : "differences do not vary",
                                test.signedRankP().isPresent()
                                        ? Clauses.p(test.signedRankP().getAsDouble())
                                        : "n too small (smallest possible p, corrected: %s)"
                                                .formatted(Figures.number(test.leastSignedRankP(), 3)))
                        .limit(ranks ? 7 : 6)
                        .toList()));
        if (setting.tests().values().stream()
                .anyMatch(test -> test.signedRankP().isEmpty())) {
            table.notes()
                    .add(
                            ("A signed-rank test is only made if enough seeds differ for a corrected p below %s. The t test"
                                            + " assumes normal differences.")
                                    .formatted(Setting.LEVEL));
        }
        return table;
    }

    static String interval(double mean, double halfWidth) {
        return "%s to %s".formatted(Figures.number(mean - halfWidth, 1), Figures.number(mean + halfWidth, 1));
    }

    /** Returns what leaving early by the reference saves against each static network; without rows if unknown. */
    static Table savings(Setting setting) {
        Table table = new Table(
                        "MACs that leaving early by %s saves of each method's static network at its accuracy, in %%:"
                                .formatted(setting.reference()))
                .with(Format.NAME, "static network of")
                .with(Format.DECIMAL, "its accuracy", "MACs saved")
                .with(Format.FIGURE, "95 % interval");
        StaticSavings.of(setting, setting.reference()).ifPresent(savings -> savings.lines()
                .forEach(line -> table.row(List.of(
                        line.method(), line.accuracy().cell(), line.saved().cell(), interval(line.saved())))));
        return table;
    }

    private static String interval(SeedValues saved) {
        if (!saved.isWhole() || saved.seeds() == 1) {
            return Figures.NONE;
        }
        Estimate known = saved.estimate();
        return interval(known.mean(), known.halfWidth());
    }

    /** Returns the accuracies of groups of clients; without rows if no run has several groups. */
    static Table groups(Setting setting) {
        Table table = new Table("Accuracy by groups of clients, in %:")
                .with(Format.NAME, "method", "group")
                .with(Format.COUNT, "clients");
        IntStream.rangeClosed(1, setting.exits()).forEach(exit -> table.with(Format.DECIMAL, "exit " + exit));
        table.with(Format.DECIMAL, "mean of exits");
        boolean several = false;
        for (Row row : setting.rows()) {
            Map<String, SortedMap<Long, ClientGroup>> groups = new LinkedHashMap<>();
            row.runs().forEach((seed, run) -> ClientGroup.of(run)
                    .forEach(group -> groups.computeIfAbsent(group.name(), name -> new TreeMap<>())
                            .put(seed, group)));
            several |= groups.size() > 1;
            int seeds = setting.seeds().size();
            groups.forEach((name, own) -> {
                List<Object> cells = new ArrayList<>(List.of(
                        row.method(),
                        name,
                        SeedValues.of(seeds, own, ClientGroup::clients).cell()));
                for (int exit = 0; exit < setting.exits(); exit++) {
                    int place = exit;
                    cells.add(SeedValues.of(
                                    seeds,
                                    own,
                                    group -> place < group.accuracy().size()
                                            ? 100 * group.accuracy().get(place)
                                            : null)
                            .cell());
                }
                cells.add(SeedValues.of(seeds, own, group -> 100 * group.meanAccuracy())
                        .cell());
                table.row(cells);
            });
        }
        return several ? table : new Table("");
    }

    /** Returns the accuracies of groups of clients of a run; without rows if it has none. */
    public static Table groups(RunRecords run) {
        return groups(Results.of(run).settings().get(0));
    }

    private static Table reliability(Setting setting) {
        Table table = measures(RunTables.RELIABILITY, setting, Measure.RELIABILITY);
        table.notes().addAll(RunTables.RELIABILITY_NOTES);
        if (runs(setting).anyMatch(run -> Measure.chosenRule(run.summary()).isPresent())) {
            table.notes()
                    .add(
                            "Promised and kept: MACs saved and accuracy lost by the exit rule chosen on validation examples"
                                    + " (the most saving at the accuracy of the final exit%s): on these, and on test examples."
                                            .formatted(Clauses.slack(setting.summaries())));
        }
        return table;
    }

    private static Table metrics(Setting setting) {
        return measures(
                "Reported by the strategy, last value, mean over seeds:",
                setting,
                runs(setting)
                        .flatMap(run -> Metrics.of(run).keySet().stream())
                        .distinct()
                        .sorted()
                        .map(name -> new Measure(Kind.METRIC, name, name, run -> Metrics.last(run, name)))
                        .toList());
    }

    private static Stream<RunRecords> runs(Setting setting) {
        return setting.rows().stream().flatMap(row -> row.runs().values().stream());
    }

    /** Returns a table of the measures and the methods that have a value. */
    private static Table measures(String title, Setting setting, List<Measure> all) {
        List<Measure> known = all.stream()
                .filter(measure -> runs(setting).anyMatch(run -> measure.valueOf(run) != null))
                .toList();
        Table table = new Table(title).with(Format.NAME, "method");
        known.forEach(measure -> table.columns().add(measure.column()));
        for (Row row : known.isEmpty() ? List.<Row>of() : setting.rows()) {
            List<Cell> cells = new ArrayList<>(List.of(new Cell(row.method())));
            known.forEach(measure -> cells.add(
                    Setting.values(measure, row.runs(), setting.seeds().size()).cell()));
            table.row(cells);
        }
        return table;
    }

    /** Returns warnings, causes of left out updates and early ends, once per method. */
    private static Table warnings(Setting setting) {
        Table table = new Table("Warnings, and why updates were left out:")
                .with(Format.NAME, "method")
                .with(Format.TEXT, "warning")
                .with(Format.FIGURE, "times");
        for (Row row : setting.rows()) {
            List<List<String>> own = warnings(row);
            own.stream().limit(MAX_NOTES).forEach(table::row);
            if (own.size() > MAX_NOTES) {
                table.row(List.of(row.method(), "and %d more, see summary.json".formatted(own.size() - MAX_NOTES), ""));
            }
        }
        return table;
    }

    private static List<List<String>> warnings(Row row) {
        Map<String, Integer> warnings = new LinkedHashMap<>();
        Map<String, Integer> causes = new LinkedHashMap<>();
        for (RunRecords run : row.runs().values()) {
            List<String> own = run.rounds().stream()
                    .flatMap(round -> round.failures().stream())
                    .map(ClientFailure::cause)
                    .toList();
            own.forEach(cause -> causes.merge(cause, 1, Integer::sum));
            run.summary().warnings().stream()
                    .distinct()
                    // warnings of failed clients contain the cause, which is listed separately
                    .filter(warning -> own.stream().noneMatch(warning::contains))
                    .forEach(warning -> warnings.merge(warning, 1, Integer::sum));
        }
        List<List<String>> rows = new ArrayList<>();
        row.runs().forEach((seed, run) -> Clauses.stopped(run.summary())
                .ifPresent(stopped -> rows.add(List.of(row.method(), stopped, "seed " + seed))));
        warnings.forEach((warning, runs) -> rows.add(List.of(row.method(), warning, Figures.count(runs, "run"))));
        causes.forEach((cause, updates) ->
                rows.add(List.of(row.method(), "left out: " + cause, Figures.count(updates, "update"))));
        return rows;
    }

    /** Returns the average ranks, best first. */
    static Table ranks(Ranking ranking) {
        Table table =
                new Table(ranking.sentence()).with(Format.NAME, "method").with(Format.TWO_DECIMALS, "average rank");
        ranking.ranks().forEach(rank -> table.row(List.of(rank.method(), rank.rank())));
        return table;
    }
}
