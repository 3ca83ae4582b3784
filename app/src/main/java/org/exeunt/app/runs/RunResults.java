package org.exeunt.app.runs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.exeunt.app.findings.Clauses;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.findings.SeedValues;
import org.exeunt.app.report.RunTables;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.table.Table.Format;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.store.records.RunOutline.Setting;

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
        List<String> answer = Clauses.answer(summary);
        if (!answer.isEmpty()) {
            lines.add("");
            lines.addAll(answer);
        }
        return lines;
    }

    /** Returns the measures of the runs of a configuration with several seeds, in the unit of files. */
    public static Map<Measure, SeedValues> figures(List<RunRecords> runs) {
        SortedMap<Long, RunRecords> bySeed = new TreeMap<>();
        runs.forEach(run -> bySeed.put(run.summary().setting().seed(), run));
        Map<Measure, SeedValues> figures = new LinkedHashMap<>();
        for (Measure measure : runs.isEmpty() ? List.<Measure>of() : Measure.of(runs, Map.of())) {
            figures.put(measure, SeedValues.of(runs.size(), bySeed, measure::valueOf));
        }
        return figures;
    }

    /** Returns these measures, one in each line, and the runs that stopped early. */
    public static List<String> lines(List<RunRecords> runs) {
        Setting setting = runs.get(0).summary().setting();
        Table table = Table.texts(1, "", "", "", "");
        figures(runs).forEach((measure, seeds) -> {
            int known = seeds.values().size();
            boolean deviates = known > 1 && measure.format() == Format.DECIMAL;
            table.row(List.of(
                    measure.titleWithUnit(),
                    measure.text(known == 0 ? null : seeds.mean()),
                    deviates ? "± " + measure.text(seeds.estimate().deviation()) : "",
                    known == runs.size() ? "" : "(%d of %d)".formatted(known, runs.size())));
        });
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
