package org.exeunt.app.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.text.Figures;

/**
 * Writes tables as LaTeX that fit a column of two, with the packages booktabs and graphicx. Tables with many columns are
 * split into parts, and a part with long names that is wider than the column is scaled down.
 */
public final class Latex {
    /** A column of 3.3 inches has room for as many figures with deviations. */
    private static final int MAX_COLUMNS = 5;

    private static final Map<Integer, String> SPECIAL = new HashMap<>();

    static {
        "{}$&#_%".chars().forEach(special -> SPECIAL.put(special, "\\" + (char) special));
        SPECIAL.put((int) '\\', "\\textbackslash{}");
        SPECIAL.put((int) '~', "\\textasciitilde{}");
        SPECIAL.put((int) '^', "\\textasciicircum{}");
        // other characters in the default fonts of LaTeX
        SPECIAL.put((int) '<', "\\textless{}");
        SPECIAL.put((int) '>', "\\textgreater{}");
        SPECIAL.put((int) '|', "\\textbar{}");
        // would be read as an option of a preceding line break or rule
        "[]*".chars().forEach(option -> SPECIAL.put(option, "{" + (char) option + "}"));
        // would form a ligature with an adjacent one, or with a preceding ? or !
        "-`'\"".chars().forEach(joined -> SPECIAL.put(joined, (char) joined + "{}"));
    }

    private Latex() {}

    /** Returns a text as one line that LaTeX typesets literally; non-ASCII characters are kept. */
    static String text(String text) {
        StringBuilder typeset = new StringBuilder();
        VisibleText.line(text)
                .codePoints()
                .forEach(character -> typeset.append(SPECIAL.getOrDefault(character, Character.toString(character))));
        return typeset.toString();
    }

    /**
     * Returns the lines of a table.
     *
     * @param caption above it
     * @param label for references
     * @param reference from which marked cells differ
     */
    public static List<String> lines(Table table, String caption, String label, String reference) {
        List<String> lines = new ArrayList<>(List.of(
                "\\begin{table}",
                "  \\centering",
                "  \\caption{%s}".formatted(text(caption)),
                "  \\label{%s}".formatted(label),
                "  \\footnotesize\\setlength{\\tabcolsep}{3pt}"));
        int columns = table.columns().size() - 1;
        int parts = (columns + MAX_COLUMNS - 1) / MAX_COLUMNS;
        for (int part = 0; part < parts; part++) {
            List<Integer> shown = new ArrayList<>(List.of(0));
            IntStream.range(part * columns / parts, (part + 1) * columns / parts)
                    .forEach(each -> shown.add(each + 1));
            lines.addAll(List.of("", "  \\medskip"));
            lines.addAll(tabular(table, shown));
        }
        String notes = notes(table, reference);
        if (!notes.isEmpty()) {
            lines.addAll(List.of("", "  \\medskip", "  \\parbox{\\linewidth}{\\scriptsize %s}".formatted(notes)));
        }
        lines.add("\\end{table}");
        return lines;
    }

    private static String notes(Table table, String reference) {
        List<String> notes =
                new ArrayList<>(table.notes().stream().map(Latex::text).toList());
        if (table.rows().stream().flatMap(List::stream).anyMatch(Table.Cell::differs)) {
            notes.add("\\textdagger{} Differs significantly from %s (paired t test over seeds, p corrected by Holm)."
                    .formatted(text(reference)));
        }
        if (table.isPartial()) {
            notes.add("\\textdaggerdbl{} Mean over the seeds with this value; excluded from comparisons. Nothing in its"
                    + " column is bold.");
        }
        return String.join(" ", notes);
    }

    private static List<String> tabular(Table table, List<Integer> shown) {
        List<String> lines = new ArrayList<>();
        lines.add("  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%");
        lines.add("  \\begin{tabular}{l" + "r".repeat(shown.size() - 1) + "}");
        lines.add("    \\toprule");
        lines.add(row(shown.stream()
                .map(column -> title(table.columns().get(column).title()))
                .toList()));
        lines.add("    \\midrule");
        table.rows()
                .forEach(row -> lines.add(row(shown.stream()
                        .map(column -> cell(table.columns().get(column), row.get(column)))
                        .toList())));
        lines.addAll(List.of("    \\bottomrule", "  \\end{tabular}}"));
        return lines;
    }

    private static String row(List<String> cells) {
        return "    " + String.join(" & ", cells) + " \\\\";
    }

    /** Returns a title, in two lines if it is longer than figures are. */
    private static String title(String title) {
        int space = title.indexOf(' ');
        return title.length() <= 8 || space < 0
                ? text(title)
                : "\\shortstack[r]{%s\\\\%s}"
                        .formatted(text(title.substring(0, space)), text(title.substring(space + 1)));
    }

    private static String cell(Table.Column column, Table.Cell cell) {
        if (!(cell.value() instanceof Number value)) {
            return cell.value() == null ? Figures.NONE : text(cell.value().toString());
        }
        String mean = column.format().text(value.doubleValue()).replace("-", "$-$");
        return (cell.isBest() ? "\\textbf{" + mean + "}" : mean)
                + (cell.differs() ? "\\textsuperscript{\\textdagger}" : "")
                + (cell.isPartial() ? "\\textsuperscript{\\textdaggerdbl}" : "")
                + (column.deviates(cell) ? "{\\tiny$\\pm$" + column.format().text(cell.deviation()) + "}" : "");
    }
}
