package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/** A section whose options depend on another section: {@code network}, whose options are those of the chosen engine. */
record OpenType() implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        return "a section {...}";
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation place, OptionSpec spec, BindingContext reading) {
        if (!value.isObject()) {
            return reading.wrongType(place, value, this, spec);
        }
        return reading.openSection()
                .flatMap(options -> new SectionReader(options, Set.of(), "section '" + place.path() + "'")
                        .read((ObjectNode) value, place, reading))
                .map(record -> record);
    }

    @Override
    public JsonNode write(Object value) {
        return RecordWriter.write((Record) value);
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        schema.put("type", "object"); // what is in it, a condition on the other section says
    }

    @Override
    public boolean isLeaf() {
        return false;
    }
}
