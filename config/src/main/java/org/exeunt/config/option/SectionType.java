package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/**
 * The option type of a nested record: a section of options.
 *
 * @param known options of the section; empty for the section {@code network}, whose options the chosen engine defines
 */
record SectionType(Optional<Class<? extends Record>> known) implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        return "a section {...}";
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        if (!value.isObject()) {
            return context.rejectType(location, value, this, spec);
        }
        return known.or(context::openSection)
                .flatMap(options -> new SectionReader(options, Set.of(), "section '" + location.path() + "'")
                        .read((ObjectNode) value, location, context))
                .map(record -> record);
    }

    @Override
    public JsonNode write(Object value) {
        return OptionSpec.write((Record) value);
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        // ConfigSchema adds the properties of the section network as a condition on the engine
        known.ifPresentOrElse(options -> parts.section(schema, options), () -> schema.put("type", "object"));
    }

    @Override
    public boolean isLeaf() {
        return false;
    }
}
