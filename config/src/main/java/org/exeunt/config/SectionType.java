package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/** A section of further options: a nested record. */
record SectionType(Class<? extends Record> options) implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        return "a section {...}";
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation place, OptionSpec spec, BindingContext reading) {
        if (!value.isObject()) {
            return reading.wrongType(place, value, this, spec);
        }
        return new SectionReader(options, Set.of(), "section '" + place.path() + "'")
                .read((ObjectNode) value, place, reading)
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
