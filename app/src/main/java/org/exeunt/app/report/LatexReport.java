package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.exeunt.app.statistics.Estimate;

/**
 * A comparison as LaTeX tables, one a setting, for the package booktabs: the best of a column bold, the second underlined; a star marks means of
 * exits that do not differ significantly from the reference's.
 */
public final class LatexReport {
    private static final double LEVEL = 0.05;

    private LatexReport() {}

    /** Returns the tables, lines ended by a line feed. */
    public static String of(Results results) {
        List<String> lines = new ArrayList<>();
        lines.add("% needs \\usepackage{booktabs}");
        for (SettingTable table : results.tables()) {
            table(results, table, lines);
        }
        return String.join("\n", lines) + "\n";
    }

    private static void table(Results results, SettingTable table, List<String> lines) {
        List<Integer> shown = new ArrayList<>();
        for (int c = 0; c < table.columns().size(); c++) {
            if (table.columns().get(c).ranked()) {
                shown.add(c);
            }
        }
        lines.add("\\begin{table}");
        lines.add("  \\centering");
        lines.add(
                "  \\caption{%s. Mean and standard deviation over seeds; * no significant difference to %s (paired t test, Holm, %s).}"
                        .formatted(
                                escaped(
                                        table.setting().isEmpty()
                                                ? results.comparison().name()
                                                : table.setting()),
                                escaped(results.comparison().reference()),
                                LEVEL));
        lines.add("  \\begin{tabular}{l" + "r".repeat(shown.size()) + "}");
        lines.add("    \\toprule");
        lines.add("    method & "
                + shown.stream()
                        .map(c -> escaped(table.columns().get(c).title()))
                        .collect(Collectors.joining(" & "))
                + " \\\\");
        lines.add("    \\midrule");
        for (SettingTable.Row row : table.rows()) {
            lines.add("    " + escaped(row.method()) + " & "
                    + shown.stream().map(c -> cell(table, row, c)).collect(Collectors.joining(" & ")) + " \\\\");
        }
        lines.add("    \\bottomrule");
        lines.add("  \\end{tabular}");
        lines.add("\\end{table}");
    }

    private static String cell(SettingTable table, SettingTable.Row row, int column) {
        Optional<Estimate> estimate = row.estimates().get(column);
        if (estimate.isEmpty()) {
            return "--";
        }
        String mean =
                Words.number(estimate.get().mean(), table.columns().get(column).decimals());
        String marked =
                switch (table.place(column, row)) {
                    case 1 -> "\\textbf{" + mean + "}";
                    case 2 -> "\\underline{" + mean + "}";
                    default -> mean;
                };
        String spread = estimate.get().count() == 1
                ? ""
                : " $\\pm$ "
                        + Words.number(
                                estimate.get().deviation(),
                                table.columns().get(column).decimals());
        SettingTable.Test test = table.tests().get(row.method());
        boolean alike = table.columns().get(column).key().equals(Column.mean().key())
                && test != null
                && test.studentP() >= LEVEL;
        return marked + spread + (alike ? "$^{*}$" : "");
    }

    private static String escaped(String text) {
        return text.replaceAll("([&%$#_{}])", "\\\\$1")
                .replace("~", "\\textasciitilde{}")
                .replace("^", "\\textasciicircum{}");
    }
}
