package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/** The option type of a nested record: a section of options. */
record SectionType(Class<? extends Record> options) implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        return "a section {...}";
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        if (!value.isObject()) {
            return context.rejectType(location, value, this, spec);
        }
        return new SectionReader(options, Set.of(), "section '" + location.path() + "'")
                .read((ObjectNode) value, location, context)
                .map(record -> record);
    }

    @Override
    public JsonNode write(Object value) {
        return RecordWriter.write((Record) value);
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        parts.section(schema, options);
    }

    @Override
    public boolean isLeaf() {
        return false;
    }
}
