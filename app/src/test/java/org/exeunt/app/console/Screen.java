package org.exeunt.app.console;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A terminal of some width that wraps, returns, and clears the row of the cursor. */
public final class Screen {
    private final int columns;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    public Screen(int columns) {
        this.columns = columns;
    }

    public PrintStream out() {
        return out;
    }

    /** Returns what a user sees, row by row, without blanks at the end. */
    public List<String> rows() {
        String text = bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
        List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
        int column = 0;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            StringBuilder row = rows.get(rows.size() - 1);
            if (text.startsWith("\u001b[2K", i)) {
                row.setLength(0);
                i += "\u001b[2K".length() - 1;
            } else if (next == '\r') {
                column = 0;
            } else if (next == '\n') {
                rows.add(new StringBuilder());
                column = 0;
            } else {
                if (column == columns) {
                    rows.add(new StringBuilder());
                    column = 0;
                    row = rows.get(rows.size() - 1);
                }
                row.setLength(Math.max(row.length(), column));
                row.replace(column, column + 1, String.valueOf(next));
                column++;
            }
        }
        return rows.stream()
                .map(row -> row.toString().replace('\0', ' ').stripTrailing())
                .toList();
    }
}
