package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/** The option type of the {@code network} section, which has the options that the chosen engine defines. */
record OpenType() implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        return "a section {...}";
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        if (!value.isObject()) {
            return context.rejectType(location, value, this, spec);
        }
        return context.openSection()
                .flatMap(options -> new SectionReader(options, Set.of(), "section '" + location.path() + "'")
                        .read((ObjectNode) value, location, context))
                .map(record -> record);
    }

    @Override
    public JsonNode write(Object value) {
        return RecordWriter.write((Record) value);
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        schema.put("type", "object"); // ConfigSchema adds its properties as a condition on the engine
    }

    @Override
    public boolean isLeaf() {
        return false;
    }
}
