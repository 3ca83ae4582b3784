package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The option type of optional values; the key of an absent value is omitted. */
record OptionalType(OptionType inner) implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        return inner.typeText(spec);
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        return inner.read(value, location, spec, context).map(Optional::of);
    }

    @Override
    public JsonNode write(Object value) {
        return ((Optional<?>) value).map(inner::write).orElse(null);
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        inner.describe(schema, spec, parts);
    }

    @Override
    public JsonNode parseDefault(String written) {
        return inner.parseDefault(written);
    }

    @Override
    public boolean isLeaf() {
        return inner.isLeaf();
    }

    @Override
    public boolean hasRange() {
        return inner.hasRange();
    }
}
