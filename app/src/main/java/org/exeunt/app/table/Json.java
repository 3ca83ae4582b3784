package org.exeunt.app.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * Writes the data of pages as JSON for a script element: {@code <} is escaped, numbers that are not finite are texts.
 */
public final class Json {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Json() {}

    /** Returns data as JSON; the cells of tables have texts, and numbers for sorting. */
    public static String of(Object data) {
        try {
            return JSON.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + data, e);
        }
    }

    /** A table of a page. */
    record Content(String title, List<Table.Column> columns, List<List<Text>> rows, List<String> notes) {}

    /** A cell: its text, its number for sorting, and whether it is among the best. */
    record Text(String text, Number value, boolean best) {
        static Text of(Table.Column column, Table.Cell cell) {
            return new Text(column.text(cell), cell.value() instanceof Number number ? number : null, cell.isBest());
        }
    }
}
