package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.app.text.Figures;

/**
 * A comparison as LaTeX tables, one per setting, for the packages booktabs and graphicx: the best of a column are bold.
 * A table with many columns is broken into parts, and a part that is wider than the line is scaled to it.
 */
public final class LatexReport {
    /** More would be scaled to letters that are too small to read on a page. */
    private static final int MOST_COLUMNS = 6;

    private LatexReport() {}

    /** Returns the tables, lines ended by a line feed. */
    public static String of(Results results) {
        List<String> lines = new ArrayList<>();
        lines.add("% needs \\usepackage{booktabs,graphicx}; names beyond Latin letters need LuaLaTeX or XeLaTeX");
        for (SettingTable table : results.tables()) {
            table(results, table, lines);
        }
        return String.join("\n", lines) + "\n";
    }

    private static void table(Results results, SettingTable table, List<String> lines) {
        lines.add("\\begin{table}");
        lines.add("  \\centering");
        lines.add("  \\caption{%s}".formatted(caption(results, table)));
        lines.add("  \\footnotesize\\setlength{\\tabcolsep}{4pt}");
        for (List<Integer> part : parts(table)) {
            lines.add("");
            lines.add("  \\medskip");
            lines.add("  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%");
            part(table, part, lines);
        }
        lines.add("\\end{table}");
    }

    private static String caption(Results results, SettingTable table) {
        List<String> sentences = new ArrayList<>();
        sentences.add("%s, %s: accuracy in %% of each client's own test examples%s."
                .formatted(
                        results.comparison().name(),
                        table.setting(),
                        results.comparison().seeds().size() == 1
                                ? ", one seed"
                                : ", mean and standard deviation over "
                                        + Figures.count(
                                                results.comparison().seeds().size(), "seed")));
        sentences.add(table.tested());
        sentences.addAll(Words.marks(results));
        return LatexText.of(String.join(" ", sentences));
    }

    /** Returns the columns of each part, as even as can be. */
    private static List<List<Integer>> parts(SettingTable table) {
        List<Integer> shown = IntStream.range(0, table.columns().size())
                .filter(column -> table.columns().get(column).ranked())
                .boxed()
                .toList();
        int parts = (shown.size() + MOST_COLUMNS - 1) / MOST_COLUMNS;
        return IntStream.range(0, parts)
                .mapToObj(part -> shown.subList(part * shown.size() / parts, (part + 1) * shown.size() / parts))
                .toList();
    }

    private static void part(SettingTable table, List<Integer> columns, List<String> lines) {
        lines.add("  \\begin{tabular}{l" + "r".repeat(columns.size()) + "}");
        lines.add("    \\toprule");
        lines.add("    method & "
                + columns.stream()
                        .map(column -> LatexText.of(table.columns().get(column).title()))
                        .collect(Collectors.joining(" & "))
                + " \\\\");
        lines.add("    \\midrule");
        for (SettingTable.Row row : table.rows()) {
            lines.add("    " + LatexText.of(row.method()) + " & "
                    + columns.stream().map(column -> cell(table, row, column)).collect(Collectors.joining(" & "))
                    + " \\\\");
        }
        lines.add("    \\bottomrule");
        lines.add("  \\end{tabular}}");
    }

    private static String cell(SettingTable table, SettingTable.Row row, int column) {
        String text = Words.estimate(
                row.cells().get(column), table.columns().get(column).decimals(), " $\\pm$ ");
        return table.isBest(column, row) ? "\\textbf{" + text + "}" : text;
    }
}
