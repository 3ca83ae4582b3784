package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Any JSON value. */
record AnyType() implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        return "any value";
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        return Optional.of(value);
    }

    @Override
    public JsonNode write(Object value) {
        return (JsonNode) value;
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {}
}
