package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** One type an option can have: how it is read, written, described to people and to a JSON Schema. */
interface OptionType {
    /** Returns what can be written, with its range, such as {@code a whole number of at least 1}. */
    String typeText(OptionSpec spec);

    /** Reads a value; empty if it was refused, the reasons being told to {@code reading}. */
    Optional<Object> read(JsonNode value, ConfigLocation place, OptionSpec spec, BindingContext reading);

    /** Writes a value so that it can be read again. */
    JsonNode write(Object value);

    /** Adds to {@code schema} what a value must look like. */
    void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts);

    /** Returns a default as JSON; people may leave out the quotes of texts. */
    default JsonNode parseDefault(String written) {
        return JsonText.parse("default", written).root();
    }

    /** Returns whether it holds no further options. */
    default boolean isLeaf() {
        return true;
    }

    /** Returns whether the bounds of the declaration apply to it. */
    default boolean hasRange() {
        return false;
    }
}
