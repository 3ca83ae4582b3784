package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The path of a file or folder. Written with {@code /} on every system, so that a resolved configuration reads the same everywhere. */
record PathType() implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        return "a path";
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation place, OptionSpec spec, BindingContext reading) {
        if (!value.isTextual() || value.textValue().isBlank()) {
            return reading.wrongType(place, value, this, spec);
        }
        try {
            return Optional.of(Path.of(value.textValue()));
        } catch (InvalidPathException e) {
            return reading.refused(place, value, "no path of this system: " + e.getReason());
        }
    }

    @Override
    public JsonNode write(Object value) {
        Path path = (Path) value;
        return TextNode.valueOf(path.toString().replace(path.getFileSystem().getSeparator(), "/"));
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        schema.put("type", "string").put("pattern", "\\S");
    }

    @Override
    public JsonNode parseDefault(String written) {
        return StringType.unquoted(written);
    }
}
