package org.exeunt.app.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.exeunt.app.findings.Clauses;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.findings.SeedFigure;
import org.exeunt.app.report.RunTables;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.table.Table.Format;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.store.records.RunOutline;

/** The results of a run, or of a configuration with several seeds, as text. */
public final class RunResults {
    private RunResults() {}

    /** Returns the results of a run: tables, then accuracy and what leaving early saves in a line each. */
    public static List<String> lines(RunRecords run) {
        RunSummary summary = run.summary();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("%s on %s, %s"
                .formatted(
                        summary.setting().strategy(),
                        summary.setting().dataset(),
                        Figures.count(summary.setting().clients(), "client")));
        for (Table table : RunTables.of(run)) {
            lines.add("");
            lines.addAll(ConsoleTable.lines(table));
        }
        if (summary.finalRound().tested().clients() > 0) {
            RunSummary.Accuracy last =
                    summary.finalRound().exits().get(summary.exits() - 1).accuracy();
            lines.add("");
            lines.add("Accuracy: %s at the final exit, %s in the worst tenth of clients"
                    .formatted(Figures.percent(last.mean()), Figures.percent(last.worstTenth())));
            Clauses.leaving(summary).ifPresent(leaving -> lines.add("Leaving early: " + leaving));
        }
        return lines;
    }

    /** Returns the measures of the runs of a configuration with several seeds. */
    public static List<SeedFigure> figures(List<RunRecords> runs) {
        return runs.isEmpty()
                ? List.of()
                : Measure.of(runs, Map.of()).stream()
                        .map(measure -> SeedFigure.of(measure, runs))
                        .toList();
    }

    /** Returns these measures, one in each line, and the runs that stopped early. */
    public static List<String> lines(List<RunRecords> runs) {
        RunOutline.Setting setting = runs.get(0).summary().setting();
        Table table = Table.texts(1, "", "", "", "");
        for (SeedFigure figure : figures(runs)) {
            Measure measure = figure.measure();
            boolean deviates = figure.deviation() != null && measure.format() == Format.DECIMAL;
            int known = figure.values().size();
            table.row(List.of(
                    measure.titleWithUnit(),
                    measure.text(figure.mean()),
                    deviates ? "± " + measure.text(figure.deviation()) : "",
                    known == runs.size() ? "" : "(%d of %d)".formatted(known, runs.size())));
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("%s on %s, %s: %s; mean ± standard deviation"
                .formatted(
                        setting.strategy(),
                        setting.dataset(),
                        Figures.count(runs.size(), "seed"),
                        runs.stream()
                                .map(run ->
                                        String.valueOf(run.summary().setting().seed()))
                                .collect(Collectors.joining(", "))));
        runs.forEach(run -> Clauses.stopped(run.summary())
                .ifPresent(stopped ->
                        lines.add("seed %d %s".formatted(run.summary().setting().seed(), stopped))));
        lines.addAll(ConsoleTable.lines(table));
        return lines;
    }
}
