package org.exeunt.app.table;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.List;
import java.util.stream.IntStream;

/** Writes the data of pages as JSON for a script element: {@code <} is escaped, numbers that are not finite are null. */
public final class Json {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule()
                    .addSerializer(Double.class, serializer(Json::write))
                    .addSerializer(double.class, serializer(Json::write))
                    .addSerializer(Float.class, serializer(Json::write))
                    .addSerializer(float.class, serializer(Json::write))
                    .addSerializer(double[].class, serializer(Json::writeAll))
                    .addSerializer(float[].class, serializer(Json::writeAll))
                    .addSerializer(Table.class, serializer((table, out) -> out.writePOJO(Content.of(table)))));

    private Json() {}

    /** Returns data as JSON; tables have titles, rows of texts with values for sorting, and notes. */
    public static String of(Object data) {
        try {
            return JSON.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + data, e);
        }
    }

    /** A table of a page. */
    private record Content(String title, List<String> titles, List<List<Text>> rows, List<String> notes) {
        static Content of(Table table) {
            return new Content(
                    table.title(),
                    table.columns().stream().map(Table.Column::title).toList(),
                    table.rows().stream()
                            .map(row -> IntStream.range(0, row.size())
                                    .mapToObj(column -> Text.of(table.columns().get(column), row.get(column)))
                                    .toList())
                            .toList(),
                    table.allNotes());
        }
    }

    /** A cell: its text, its number for sorting, and whether it is among the best or prose. */
    private record Text(String text, Number value, boolean best, boolean prose) {
        static Text of(Table.Column column, Table.Cell cell) {
            return new Text(
                    column.text(cell),
                    cell.value() instanceof Number number ? number : null,
                    cell.isBest(),
                    column.format() == Table.Format.TEXT);
        }
    }

    private static void write(Number value, JsonGenerator out) throws IOException {
        if (Double.isFinite(value.doubleValue())) {
            out.writeNumber(value.toString());
        } else {
            out.writeNull();
        }
    }

    private static void writeAll(Object array, JsonGenerator out) throws IOException {
        out.writeStartArray();
        for (int i = 0; i < Array.getLength(array); i++) {
            write((Number) Array.get(array, i), out);
        }
        out.writeEndArray();
    }

    /** Writes a value. */
    private interface Writer<T> {
        void write(T value, JsonGenerator out) throws IOException;
    }

    private static <T> JsonSerializer<T> serializer(Writer<T> writer) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider unused) throws IOException {
                writer.write(value, out);
            }
        };
    }
}
