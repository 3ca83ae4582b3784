package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.app.text.Figures;

/**
 * Writes a comparison as LaTeX tables, one per setting, that fit a column of two, with the packages booktabs and
 * graphicx. Tables with many columns are split into parts, and a part with long names that is wider than the column is
 * scaled down.
 */
public final class LatexReport {
    /** A column of 3.3 inches has room for as many figures with deviations. */
    private static final int MAX_COLUMNS = 5;

    private final Results results;
    private final boolean isSmall;
    private final List<SettingTable> tables;
    private final List<String> lines = new ArrayList<>();

    private LatexReport(Results results, boolean isSmall) {
        this.results = results;
        this.isSmall = isSmall;
        this.tables = results.tables();
        lines.add("% needs \\usepackage{booktabs,graphicx}; names beyond Latin letters need LuaLaTeX or XeLaTeX");
    }

    /**
     * Returns tables of all ranked columns and of the savings against static networks; lines are terminated by line
     * feeds.
     */
    public static String of(Results results) {
        return new LatexReport(results, false).tables();
    }

    /** Returns tables of the main columns alone. */
    public static String small(Results results) {
        return new LatexReport(results, true).tables();
    }

    private String tables() {
        List<String> keys = results.keys();
        for (int t = 0; t < tables.size(); t++) {
            String key = keys.get(t);
            String label = "tab:" + results.comparison().folder() + (key.isEmpty() ? "" : "-" + key)
                    + (isSmall ? "-small" : "");
            table(tables.get(t), label);
            if (!isSmall) {
                StaticSavings.of(tables.get(t), results.comparison().reference())
                        .ifPresent(savings -> savings(savings, label + "-savings"));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private void table(SettingTable table, String label) {
        Set<String> main =
                Set.of("accuracy-exit-" + table.exits(), Column.mean().key(), Column.ABOVE_LOCAL, Column.MACS_SAVED);
        List<Integer> columns = IntStream.range(0, table.columns().size())
                .filter(column -> table.columns().get(column).ranked())
                .filter(column ->
                        !isSmall || main.contains(table.columns().get(column).key()))
                .boxed()
                .toList();
        begin(caption(table), label);
        for (List<Integer> part : parts(columns)) {
            lines.add("");
            lines.add("  \\medskip");
            part(table, part);
        }
        lines.add("");
        lines.add("  \\medskip");
        lines.add("  \\parbox{\\linewidth}{\\scriptsize %s}".formatted(notes(table)));
        lines.add("\\end{table}");
    }

    private void savings(StaticSavings savings, String label) {
        begin(StaticSavings.title(savings.method()) + ".", label);
        tabular(escaped(StaticSavings.Line.TITLES), savings.lines().stream().map(line -> escaped(line.texts())));
        lines.add("\\end{table}");
    }

    private void begin(String caption, String label) {
        lines.add("\\begin{table}");
        lines.add("  \\centering");
        lines.add("  \\caption{%s}".formatted(LatexText.of(caption)));
        lines.add("  \\label{%s}".formatted(label));
        lines.add("  \\footnotesize\\setlength{\\tabcolsep}{3pt}");
    }

    /** Adds rows of LaTeX below their titles, scaled down if they are wider than the column. */
    private void tabular(List<String> titles, Stream<List<String>> rows) {
        lines.add("  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%");
        lines.add("  \\begin{tabular}{l" + "r".repeat(titles.size() - 1) + "}");
        lines.add("    \\toprule");
        row(titles);
        lines.add("    \\midrule");
        rows.forEach(this::row);
        lines.add("    \\bottomrule");
        lines.add("  \\end{tabular}}");
    }

    private void row(List<String> cells) {
        lines.add("    " + String.join(" & ", cells) + " \\\\");
    }

    private static List<String> escaped(List<String> texts) {
        return texts.stream().map(LatexText::of).toList();
    }

    private String caption(SettingTable table) {
        return "%s%s: accuracy in %% of each client's own test examples%s."
                .formatted(
                        results.comparison().name(),
                        tables.size() == 1 ? "" : ", " + table.setting(),
                        table.seeds().size() == 1
                                ? ", one seed"
                                : ", mean and standard deviation over "
                                        + Figures.count(table.seeds().size(), "seed"));
    }

    private String notes(SettingTable table) {
        List<String> sentences = new ArrayList<>();
        Words.notes(table).stream()
                .filter(sentence -> !sentence.equals(Words.PARTIAL))
                .map(LatexText::of)
                .forEach(sentences::add);
        if (table.rows().stream().anyMatch(row -> differs(table, row))) {
            sentences.add(
                    ("\\textdagger{} The mean of exits differs significantly from that of %s (paired t test over seeds,"
                                    + " p corrected by Holm, %s).")
                            .formatted(LatexText.of(results.comparison().reference()), SettingTable.LEVEL));
        }
        if (table.isPartial()) {
            sentences.add(
                    "\\textdaggerdbl{} Mean of the seeds that have the figure, not of all. It is not compared, and"
                            + " nothing in its column is bold.");
        }
        return String.join(" ", sentences);
    }

    private static boolean differs(SettingTable table, SettingTable.Row row) {
        SettingTable.Test test = table.tests().get(row.method());
        return test != null && SettingTable.isSignificant(test.studentP());
    }

    /** Returns the columns of each part, of nearly equal numbers. */
    private static List<List<Integer>> parts(List<Integer> columns) {
        int parts = (columns.size() + MAX_COLUMNS - 1) / MAX_COLUMNS;
        return IntStream.range(0, parts)
                .mapToObj(part -> columns.subList(part * columns.size() / parts, (part + 1) * columns.size() / parts))
                .toList();
    }

    private void part(SettingTable table, List<Integer> columns) {
        List<String> titles = new ArrayList<>(List.of("method"));
        columns.forEach(column -> titles.add(title(table.columns().get(column).title())));
        tabular(titles, table.rows().stream().map(row -> Stream.concat(
                        Stream.of(LatexText.of(row.method())), columns.stream().map(column -> cell(table, row, column)))
                .toList()));
    }

    /** Returns a title, in two lines if it is longer than figures are. */
    private static String title(String title) {
        int space = title.indexOf(' ');
        return title.length() <= 8 || space < 0
                ? LatexText.of(title)
                : "\\shortstack[r]{%s\\\\%s}"
                        .formatted(LatexText.of(title.substring(0, space)), LatexText.of(title.substring(space + 1)));
    }

    private static String cell(SettingTable table, SettingTable.Row row, int column) {
        SettingTable.Cell cell = row.cells().get(column);
        if (cell.estimate().isEmpty()) {
            return Figures.NONE;
        }
        int decimals = table.columns().get(column).decimals();
        String mean = Figures.number(cell.mean(), decimals).replace("-", "$-$");
        boolean isTested =
                table.columns().get(column).key().equals(Column.mean().key());
        return (table.isBest(column, row) ? "\\textbf{" + mean + "}" : mean)
                + (isTested && differs(table, row) ? "\\textsuperscript{\\textdagger}" : "")
                + (cell.isWhole() ? "" : "\\textsuperscript{\\textdaggerdbl}")
                + (cell.values().size() == 1
                        ? ""
                        : "{\\tiny$\\pm$" + Figures.number(cell.estimate().get().deviation(), decimals) + "}");
    }
}
