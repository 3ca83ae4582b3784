package org.exeunt.app.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.TuningResult;
import org.exeunt.app.findings.Clauses;
import org.exeunt.app.findings.Findings;
import org.exeunt.app.findings.Ranking;
import org.exeunt.app.findings.Results;
import org.exeunt.app.findings.Setting;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.CsvTable;
import org.exeunt.app.table.Latex;
import org.exeunt.app.table.Markdown;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.RunSummary;

/** The files of the report of a comparison; lines are terminated by line feeds. */
public final class ReportFiles {
    private ReportFiles() {}

    /** Returns the files by name. */
    public static Map<String, String> of(Results results) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("report.md", markdown(results));
        files.put("report.html", HtmlReport.of(results, LocalDate.now(), List.of(), List.of()));
        files.put("tables.tex", latex(results));
        files.put("results.csv", CsvTable.of(DataTables.results(results)));
        files.put("curves.csv", CsvTable.of(DataTables.curves(results)));
        files.put("rules.csv", CsvTable.of(DataTables.rules(results)));
        files.put("savings.csv", CsvTable.of(DataTables.savings(results)));
        return files;
    }

    /** Returns the findings and all tables as Markdown. */
    static String markdown(Results results) {
        List<Setting> settings = results.settings();
        List<String> lines = new ArrayList<>(
                List.of("# " + Markdown.text(results.comparison().name())));
        paragraph(lines, conditions(results));
        paragraph(lines, Findings.of(results));
        for (Setting setting : settings) {
            lines.addAll(List.of("", "## " + Markdown.text(setting.name())));
            paragraph(lines, settings.size() == 1 ? "" : Findings.of(results, setting));
            Tables.main(setting).forEach(table -> table(lines, table));
            Tables.details(setting).forEach(table -> table(lines, table));
        }
        Ranking.of(results).ifPresent(ranking -> {
            lines.addAll(List.of("", "## Average ranks"));
            table(lines, Tables.ranks(ranking));
        });
        legend(results).forEach(sentence -> paragraph(lines, sentence));
        return String.join("\n", lines) + "\n";
    }

    /** Returns the findings and the main figures for a terminal. */
    public static List<String> brief(Results results) {
        List<String> lines =
                new ArrayList<>(List.of(results.comparison().name(), conditions(results), "", Findings.of(results)));
        results.settings().forEach(setting -> {
            lines.add("");
            lines.addAll(ConsoleTable.lines(Tables.brief(setting)));
        });
        lines.add("");
        lines.addAll(legend(results));
        return lines;
    }

    private static void paragraph(List<String> lines, String text) {
        if (!text.isEmpty()) {
            lines.addAll(List.of("", Markdown.text(text)));
        }
    }

    private static void table(List<String> lines, Table table) {
        lines.add("");
        lines.addAll(Markdown.lines(table));
    }

    /** Returns data set, clients, exits and rounds of the runs. */
    static String conditions(Results results) {
        List<RunSummary> runs =
                results.settings().stream().flatMap(Setting::summaries).toList();
        return String.join(
                " · ",
                runs.stream().map(run -> run.setting().dataset()).distinct().collect(Collectors.joining(", ")),
                Clauses.range(runs.stream().mapToLong(run -> run.setting().clients()), "client"),
                Clauses.range(runs.stream().mapToLong(RunSummary::exits), "exit"),
                Clauses.range(runs.stream().mapToLong(RunSummary::rounds), "round"));
    }

    /** Returns sentences on seeds, controls and tuning. */
    static List<String> legend(Results results) {
        Comparison comparison = results.comparison();
        List<String> sentences = new ArrayList<>();
        if (!results.isSingle()) {
            sentences.add(
                    results.settings().stream()
                                    .allMatch(setting -> setting.seeds().size() == 1)
                            ? "One seed: nothing can be said about chance."
                            : ("Mean ± standard deviation over %s. Equal seeds share partition, batches and, between"
                                            + " equal networks, initial weights, so tests are paired.")
                                    .formatted(Clauses.range(
                                            results.settings().stream().mapToLong(setting -> setting.seeds()
                                                    .size()),
                                            "seed")));
        }
        for (TuningResult choice : results.choices()) {
            int candidates =
                    comparison.tuning().candidates().get(choice.method()).size();
            sentences.add("%s was tuned%s on validation examples, with %s and %s%s: %s chosen at %s."
                    .formatted(
                            choice.method(),
                            comparison.settings().size() == 1 ? "" : " on " + choice.setting(),
                            Figures.count(candidates, "candidate"),
                            Figures.count(comparison.tuning().seeds().size(), "other seed"),
                            choice.diverged() == 0 ? "" : ", of which %d diverged".formatted(choice.diverged()),
                            String.join(", ", choice.chosen()),
                            Figures.percent(choice.best())));
        }
        if (!results.choices().isEmpty()) {
            Promises.ofTuned(results.settings().stream().flatMap(Setting::summaries))
                    .forEach(sentences::add);
        }
        return sentences;
    }

    /** Returns the main tables as LaTeX, and those of savings. */
    static String latex(Results results) {
        List<String> lines = new ArrayList<>(List.of(
                "% needs \\usepackage{booktabs,graphicx}; names beyond Latin letters need LuaLaTeX or XeLaTeX"));
        List<Setting> settings = results.settings();
        String reference = results.comparison().reference();
        for (Setting setting : settings) {
            String label = "tab:" + results.comparison().folder()
                    + (results.comparison().settings().size() == 1 ? "" : "-" + results.number(setting));
            lines.addAll(Latex.lines(Tables.methods(setting, false), caption(results, setting), label, reference));
            Table savings = Tables.savings(setting);
            if (!savings.rows().isEmpty()) {
                lines.addAll(
                        Latex.lines(savings, savings.title().replaceFirst(":$", "."), label + "-savings", reference));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String caption(Results results, Setting setting) {
        return "%s%s: accuracy in %% of each client's own test examples, %s."
                .formatted(
                        results.comparison().name(),
                        results.settings().size() == 1 ? "" : ", " + setting.name(),
                        setting.seeds().size() == 1
                                ? "one seed"
                                : "mean and standard deviation over "
                                        + Figures.count(setting.seeds().size(), "seed"));
    }
}
