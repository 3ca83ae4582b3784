package org.exeunt.app.console;

import java.util.ArrayList;
import java.util.List;

/** A table as aligned text; by default the first column is left-aligned, and all others are right-aligned. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final int leftAligned;

    /** Creates an empty table whose first column is left-aligned. */
    public TextTable() {
        this(1);
    }

    /** Creates an empty table whose first columns are left-aligned. */
    public TextTable(int leftAligned) {
        this.leftAligned = leftAligned;
    }

    public TextTable row(List<String> cells) {
        rows.add(cells.stream().map(VisibleText::line).toList());
        return this;
    }

    public TextTable row(String... cells) {
        return row(List.of(cells));
    }

    public List<String> lines() {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < row.size(); c++) {
            String cell = row.get(c);
            String padding = " ".repeat(widths[c] - cell.length());
            line.append(c == 0 ? "" : GAP).append(c < leftAligned ? cell + padding : padding + cell);
        }
        return line.toString().stripTrailing();
    }
}
