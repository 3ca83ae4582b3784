package org.exeunt.app.table;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.runtime.store.codec.Csv;

/** Writes tables as comma-separated values, numbers with all digits. */
public final class CsvTable {
    private CsvTable() {}

    /** Returns a line of keys and one for each row; lines are terminated by line feeds. */
    public static String of(Table table) {
        List<String> lines = new ArrayList<>();
        lines.add(Csv.line(table.columns().stream().map(Table.Column::key).toList()));
        table.rows()
                .forEach(row -> lines.add(Csv.line(row.stream()
                        .map(cell -> cell.value() == null ? "" : cell.value())
                        .toList())));
        return String.join("\n", lines) + "\n";
    }
}
