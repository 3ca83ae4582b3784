package org.exeunt.runtime.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The JSON of run records: keys in kebab-case, in the order of the record's components, line feeds on every system. */
final class RecordJson {
    private final ObjectMapper mapper = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .annotationIntrospector(new WholeRecords())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final DefaultIndenter indenter = new DefaultIndenter("  ", "\n");

    /** Returns a value as indented lines, the last one ended, too. */
    String pretty(Object value) {
        try {
            return mapper.writer(new DefaultPrettyPrinter()
                                    .withObjectIndenter(indenter)
                                    .withArrayIndenter(indenter))
                            .writeValueAsString(value)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }

    /** Returns a value on one line. */
    String line(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }

    /**
     * Reads a value of a type. A component may be missing or null only if it carries {@link JsonInclude} itself, which also sets when it is
     * written; elements of lists and maps may not be null, and neither may the value.
     */
    <T> T read(String json, Class<T> type) throws JsonProcessingException {
        T value = mapper.readValue(json, type);
        if (value == null) {
            throw new JsonMappingException(null, "it is null");
        }
        return value;
    }

    private static final class WholeRecords extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonSetter.Value findSetterInfo(Annotated component) {
            return JsonSetter.Value.construct(
                    _hasAnnotation(component, JsonInclude.class) ? Nulls.SET : Nulls.FAIL, Nulls.FAIL);
        }
    }
}
