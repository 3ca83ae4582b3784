package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.exeunt.config.json.JsonText;

/** A type of options: reads, writes and describes values. */
interface OptionType {
    /** Returns the type and range as text, such as {@code a whole number, at least 1}. */
    String typeText(OptionSpec spec);

    /** Reads a value; empty if it is not allowed, which is reported to {@code context}. */
    Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context);

    /** Returns a value as JSON that {@link #read} accepts. */
    JsonNode write(Object value);

    /** Adds the constraints of the type to a JSON Schema. */
    void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts);

    /** Parses a default; the quotes of strings are optional. */
    default JsonNode parseDefault(String written) {
        return JsonText.parse("default", written);
    }

    /** Returns whether values have no options of their own. */
    default boolean isLeaf() {
        return true;
    }

    /** Returns whether the bounds of the {@code @Option} annotation apply. */
    default boolean hasRange() {
        return false;
    }
}
