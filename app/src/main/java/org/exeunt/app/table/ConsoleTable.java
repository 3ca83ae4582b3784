package org.exeunt.app.table;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.app.console.VisibleText;

/** Writes tables as aligned text. */
public final class ConsoleTable {
    private static final String GAP = "  ";

    private ConsoleTable() {}

    /** Returns the lines: title, head, rows and notes; no head if all titles are empty. */
    public static List<String> lines(Table table) {
        List<List<String>> rows = new ArrayList<>(table.cells(Table.Column::text));
        if (table.columns().stream().anyMatch(column -> !column.title().isEmpty())) {
            rows.add(0, table.columns().stream().map(Table.Column::title).toList());
        }
        int[] widths = new int[table.columns().size()];
        rows.replaceAll(row -> row.stream().map(VisibleText::line).toList());
        rows.forEach(row -> IntStream.range(0, widths.length)
                .forEach(column -> widths[column] =
                        Math.max(widths[column], row.get(column).length())));
        List<String> lines = new ArrayList<>();
        if (!table.title().isEmpty()) {
            lines.add(VisibleText.line(table.title()));
        }
        rows.forEach(row -> lines.add(line(table, row, widths)));
        table.allNotes().forEach(note -> lines.add(VisibleText.line(note)));
        return lines;
    }

    private static String line(Table table, List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < row.size(); c++) {
            String padding = " ".repeat(widths[c] - row.get(c).length());
            boolean left = table.columns().get(c).isText();
            line.append(c == 0 ? "" : GAP).append(left ? row.get(c) + padding : padding + row.get(c));
        }
        return line.toString().stripTrailing();
    }
}
