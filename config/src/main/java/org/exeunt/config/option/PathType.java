package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The option type of paths; written with {@code /} on all systems, so that resolved configurations do not differ
 * between them.
 */
record PathType() implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        return "a path";
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        if (!value.isTextual() || value.textValue().isBlank()) {
            return context.rejectType(location, value, this, spec);
        }
        try {
            return Optional.of(Path.of(value.textValue()));
        } catch (InvalidPathException e) {
            return context.reject(location, value, "not a valid path on this system: " + e.getReason());
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
