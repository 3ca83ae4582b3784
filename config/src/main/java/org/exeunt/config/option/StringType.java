package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import org.exeunt.config.json.JsonText;

/**
 * The option type of strings, optionally with a pattern. Whole numbers need no quotes, unless they do not match the
 * pattern: {@code "auto"} or {@code 2}.
 */
record StringType() implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        return spec.option().pattern().isEmpty()
                ? "a text"
                : "a text matching " + spec.option().pattern();
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        String pattern = spec.option().pattern();
        if (value.isIntegralNumber() && (pattern.isEmpty() || value.asText().matches(pattern))) {
            return Optional.of(value.asText());
        }
        if (!value.isTextual()) {
            return context.rejectType(location, value, this, spec);
        }
        if (!pattern.isEmpty() && !value.textValue().matches(pattern)) {
            return context.reject(location, value, "must match %s (%s)".formatted(pattern, spec.description()));
        }
        return Optional.of(value.textValue());
    }

    @Override
    public JsonNode write(Object value) {
        return TextNode.valueOf((String) value);
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        String pattern = spec.option().pattern();
        if (pattern.isEmpty() || "1".matches(pattern)) {
            schema.putArray("type").add("string").add("integer");
        } else {
            schema.put("type", "string");
        }
        if (!pattern.isEmpty()) {
            schema.put("pattern", "^(?:" + pattern + ")$");
        }
    }

    @Override
    public JsonNode parseDefault(String written) {
        return unquoted(written);
    }

    /** Parses a string; the quotes are optional. */
    static JsonNode unquoted(String written) {
        return written.startsWith("\"") ? JsonText.parse("default", written) : TextNode.valueOf(written);
    }
}
