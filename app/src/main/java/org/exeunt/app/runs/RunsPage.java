package org.exeunt.app.runs;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.app.report.Page;
import org.exeunt.app.table.Block;
import org.exeunt.app.table.Chart;
import org.exeunt.app.table.Chart.Axis;
import org.exeunt.app.table.Chart.Mark;
import org.exeunt.app.table.Table;
import org.exeunt.app.table.Table.Format;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.RunSummary;

/** The page of {@code exeunt runs report}: all runs of a folder, and the candidates of tuning among them. */
public final class RunsPage {
    private static final String RUNS = "All runs, newest first:";

    /** The name of a run of tuning: of its method, its candidate and its seed. */
    private static final Pattern CANDIDATE = Pattern.compile("(.+)-tune-([0-9a-f]{8})-.+");

    private RunsPage() {}

    /** Returns the page. */
    public static String of(String folder, List<RunList.Row> rows) {
        Chart candidates = candidates(rows);
        List<Block> blocks = candidates.series().isEmpty() ? List.of(table(rows)) : List.of(table(rows), candidates);
        return HtmlReport.of(
                new Page(
                        "Runs in " + folder,
                        LocalDate.now().toString(),
                        List.of(
                                new Page.Tile("runs", Figures.number(rows.size()), "in all states", RUNS),
                                new Page.Tile(
                                        "finished",
                                        Figures.number(rows.stream()
                                                .filter(RunsPage::isFinished)
                                                .count()),
                                        "with results",
                                        RUNS),
                                tile("methods", rows, RunList.Row::strategy),
                                tile("data sets", rows, RunList.Row::dataset)),
                        List.of(),
                        "",
                        List.of(),
                        0,
                        List.of(new Page.Section("Runs", "", blocks, List.of())),
                        List.of(
                                "Mean of exits: accuracy on test examples after the last round, mean over exits and clients.")));
    }

    private static boolean isFinished(RunList.Row row) {
        return row.finished() != null;
    }

    private static Page.Tile tile(String name, List<RunList.Row> rows, Function<RunList.Row, String> value) {
        long count =
                rows.stream().map(value).filter(Objects::nonNull).distinct().count();
        return new Page.Tile(name, Figures.number(count), "in these runs", RUNS);
    }

    private static Table table(List<RunList.Row> rows) {
        Table table = new Table(RUNS)
                .with(Format.NAME, "run")
                .with(Format.KIND, "method", "data set", "state")
                .with(Format.COUNT, "seed", "rounds", "planned")
                .with(Format.DECIMAL, "mean of exits, %")
                .with(Format.FIGURE, "written", "size");
        rows.forEach(row -> table.row(Arrays.asList(
                row.name(),
                row.strategy(),
                row.dataset(),
                row.state(),
                row.seed() == null ? null : row.seed().toString(),
                row.rounds(),
                row.plannedRounds(),
                row.accuracy() == null ? null : 100 * row.accuracy(),
                RunList.time(Instant.parse(row.modified())),
                Figures.bytes(row.bytes()))));
        return table;
    }

    /** Returns the accuracy of each run of tuning, by which candidates are chosen. */
    private static Chart candidates(List<RunList.Row> rows) {
        Chart chart = new Chart(
                "Candidates of tuning",
                "A point for each run of a candidate: accuracy on validation examples, mean over exits and the last"
                        + " evaluations. A line marks the median.",
                Axis.of("validation accuracy, %"),
                Axis.names("", List.of()));
        rows.stream().filter(RunsPage::isFinished).forEach(row -> {
            Matcher name = CANDIDATE.matcher(row.name());
            OptionalDouble accuracy = name.matches()
                    ? RunList.readable(() ->
                                    RunSummary.validationAccuracy(row.finished().lastEvaluations()))
                            .orElse(OptionalDouble.empty())
                    : OptionalDouble.empty();
            accuracy.ifPresent(known -> {
                List<String> methods = chart.y().names();
                if (!methods.contains(name.group(1))) {
                    methods.add(name.group(1));
                }
                chart.add(Mark.POINT, "", row.name(), 100 * known, methods.indexOf(name.group(1)));
            });
        });
        return chart;
    }
}
