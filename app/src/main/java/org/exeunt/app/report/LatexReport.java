package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.app.text.Figures;

/**
 * Writes a comparison as LaTeX tables, one per setting, with the packages booktabs and graphicx. The best values of a
 * column are bold. Tables with many columns are split into parts, and parts that are wider than the line are scaled
 * down.
 */
public final class LatexReport {
    /** Tables with more columns would be scaled to an unreadable size. */
    private static final int MAX_COLUMNS = 6;

    private LatexReport() {}

    /** Returns the tables; lines are terminated by line feeds. */
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

    /** Returns the column indices of each part, of nearly equal numbers. */
    private static List<List<Integer>> parts(SettingTable table) {
        List<Integer> shown = IntStream.range(0, table.columns().size())
                .filter(column -> table.columns().get(column).ranked())
                .boxed()
                .toList();
        int parts = (shown.size() + MAX_COLUMNS - 1) / MAX_COLUMNS;
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
