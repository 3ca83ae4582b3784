package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The option type of {@code true} and {@code false}. */
record BooleanType() implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        return "true or false";
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        if (!value.isBoolean()) {
            return context.rejectType(location, value, this, spec);
        }
        return Optional.of(value.booleanValue());
    }

    @Override
    public JsonNode write(Object value) {
        return BooleanNode.valueOf((Boolean) value);
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        schema.put("type", "boolean");
    }
}
