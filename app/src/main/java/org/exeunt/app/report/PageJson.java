package org.exeunt.app.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.lang.reflect.Array;

/** Writes JSON for a script element: {@code <} is escaped, and numbers that are not finite are null. */
final class PageJson {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule()
                    .addSerializer(Double.class, new Finite())
                    .addSerializer(double.class, new Finite())
                    .addSerializer(Float.class, new Finite())
                    .addSerializer(float.class, new Finite())
                    .addSerializer(double[].class, new FiniteArray())
                    .addSerializer(float[].class, new FiniteArray()));

    private PageJson() {}

    static String of(Object data) {
        try {
            return JSON.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + data, e);
        }
    }

    private static void write(Number value, JsonGenerator out) throws IOException {
        if (Double.isFinite(value.doubleValue())) {
            out.writeNumber(value.toString());
        } else {
            out.writeNull();
        }
    }

    private static final class Finite extends JsonSerializer<Number> {
        @Override
        public void serialize(Number value, JsonGenerator out, SerializerProvider unused) throws IOException {
            write(value, out);
        }
    }

    /** Writes an array of numbers of a primitive type. */
    private static final class FiniteArray extends JsonSerializer<Object> {
        @Override
        public void serialize(Object values, JsonGenerator out, SerializerProvider unused) throws IOException {
            out.writeStartArray();
            for (int i = 0; i < Array.getLength(values); i++) {
                write((Number) Array.get(values, i), out);
            }
            out.writeEndArray();
        }
    }
}
