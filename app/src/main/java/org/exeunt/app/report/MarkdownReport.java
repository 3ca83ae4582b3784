package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.exeunt.app.report.PageData.TestLine;
import org.exeunt.app.text.Figures;

/** Writes a comparison as Markdown; the best values of a column are bold. */
public final class MarkdownReport {
    private final Results results;
    private final List<String> lines = new ArrayList<>();

    private MarkdownReport(Results results) {
        this.results = results;
    }

    /** Returns the report; lines are terminated by line feeds. */
    public static String of(Results results) {
        return new MarkdownReport(results).text();
    }

    private String text() {
        List<SettingTable> tables = results.tables();
        List<List<String>> conditions = Conditions.of(tables);
        lines.add("# " + MarkdownText.of(results.comparison().name()));
        paragraph(Conditions.text(conditions.get(0)));
        paragraph(Findings.of(results));
        for (int t = 0; t < tables.size(); t++) {
            SettingTable table = tables.get(t);
            lines.add("");
            lines.add("## " + MarkdownText.of(table.setting()));
            paragraph(Conditions.text(conditions.get(t + 1)));
            if (tables.size() > 1) {
                paragraph(Findings.of(results, table));
            }
            lines.add("");
            figures(table);
            lines.add("");
            Words.notes(table).forEach(sentence -> lines.add(MarkdownText.of(sentence)));
            tests(table);
            PageData.tables(table, results.comparison().reference()).forEach(this::table);
            metrics(Metrics.of(table), table.isSingleRun() ? Words.METRICS_OF_RUN : Words.METRICS);
        }
        Ranking.of(results).ifPresent(this::ranking);
        lines.add("");
        lines.add("## How figures are computed");
        lines.add("");
        Words.legend(results).forEach(sentence -> lines.add(MarkdownText.of(sentence)));
        return String.join("\n", lines) + "\n";
    }

    private void paragraph(String text) {
        if (!text.isEmpty()) {
            lines.add("");
            lines.add(MarkdownText.of(text));
        }
    }

    private void figures(SettingTable table) {
        List<String> titles = new ArrayList<>(List.of("method", "seeds"));
        table.columns().forEach(column -> titles.add(column.title()));
        head(titles);
        for (SettingTable.Row row : table.rows()) {
            List<String> cells = new ArrayList<>(List.of(
                    MarkdownText.name(row.method()), String.valueOf(row.runs().size())));
            for (int c = 0; c < table.columns().size(); c++) {
                String text = Words.estimate(row.cells().get(c), table.columns().get(c));
                cells.add(table.isBest(c, row) ? "**" + text + "**" : text);
            }
            row(cells);
        }
    }

    private void tests(SettingTable table) {
        if (table.tests().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add("Against %s, by mean of exits, p corrected by Holm:"
                .formatted(MarkdownText.name(results.comparison().reference())));
        lines.add("");
        head(TestLine.TITLES);
        for (TestLine test : TestLine.of(table)) {
            List<String> cells = new ArrayList<>(test.texts());
            cells.set(0, MarkdownText.name(test.method()));
            row(cells);
        }
        table.caution().ifPresent(this::paragraph);
    }

    private void table(FigureTable table) {
        paragraph(table.title());
        lines.add("");
        head(table.titles());
        for (List<FigureTable.Text> texts : table.rows()) {
            row(texts.stream()
                    .map(each -> each.isName() ? MarkdownText.name(each.text()) : each.text())
                    .toList());
        }
        if (!table.notes().isEmpty()) {
            lines.add("");
            table.notes().forEach(sentence -> lines.add(MarkdownText.of(sentence)));
        }
    }

    private void metrics(Metrics metrics, String title) {
        if (metrics.last().isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(title);
        lines.add("");
        List<String> titles = new ArrayList<>(List.of("method"));
        metrics.names().forEach(name -> titles.add(MarkdownText.name(name)));
        head(titles);
        for (Metrics.Last last : metrics.last()) {
            List<String> cells = new ArrayList<>(List.of(MarkdownText.name(last.method())));
            last.values().forEach(value -> cells.add(value.isEmpty() ? Figures.NONE : value));
            row(cells);
        }
    }

    private void ranking(Ranking ranking) {
        lines.add("");
        lines.add("## Average ranks");
        paragraph(ranking.sentence());
        lines.add("");
        head(List.of("method", "average rank"));
        ranking.ranks().forEach(rank -> row(List.of(MarkdownText.name(rank.method()), Figures.number(rank.rank(), 2))));
    }

    private void head(List<String> titles) {
        row(titles);
        lines.add(titles.stream().map(title -> "---").collect(Collectors.joining("|", "|", "|")));
    }

    private void row(List<String> cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
    }
}
