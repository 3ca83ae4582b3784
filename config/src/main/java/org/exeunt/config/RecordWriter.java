package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.exeunt.api.plugin.Option.Affects;

/**
 * Writes options as JSON that can be read back: all options in declaration order, except absent optional ones and those
 * that affect nothing.
 */
final class RecordWriter {
    private RecordWriter() {}

    static ObjectNode write(Record options) {
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        for (OptionSpec spec : OptionSpec.of(options.getClass())) {
            JsonNode value = spec.affects().equals(Optional.of(Affects.NOTHING))
                    ? null
                    : spec.type().write(spec.valueIn(options));
            if (value != null) {
                section.set(spec.key(), value);
            }
        }
        return section;
    }
}
