package org.exeunt.config.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.json.JsonFormat;
import org.exeunt.config.json.JsonText;
import org.exeunt.config.json.KeyPath;
import org.exeunt.config.option.ChoiceType;

/**
 * A command-line override, {@code key.path=value}. A value that is not JSON is taken as a string, unless it starts like
 * an object or a list; {@code null} removes the key. Missing sections on the path are created; list elements are
 * numbered from 1.
 */
record ConfigOverride(KeyPath path, JsonNode value) {
    /**
     * Parses an override.
     *
     * @throws IllegalArgumentException if it does not have the form {@code key.path=value}, or its value starts like an
     *     object or a list and is not JSON; the message states what is wrong
     */
    static ConfigOverride parse(String written) {
        int equals = written.indexOf('=');
        KeyPath path = KeyPath.parse(written.substring(0, Math.max(0, equals)).strip());
        if (path.keys().stream().anyMatch(String::isBlank) || path.keys().size() > JsonText.MAX_DEPTH) {
            throw new IllegalArgumentException("expected key.path=value, such as training.rounds=10");
        }
        return new ConfigOverride(path, value(written.substring(equals + 1)));
    }

    private static JsonNode value(String text) {
        try {
            return JsonText.parse("its value", text);
        } catch (ExeuntException notJson) {
            if (text.startsWith("{") || text.startsWith("[")) {
                throw new IllegalArgumentException(
                        notJson.getMessage() + (text.contains("\"") ? "" : " In a shell, put it in single quotes."),
                        notJson);
            }
            return TextNode.valueOf(text);
        }
    }

    /**
     * Applies the override to {@code root}.
     *
     * @throws IllegalArgumentException if the path does not exist in it; the message states what is missing
     */
    void apply(ObjectNode root) {
        JsonNode section = root;
        for (String key : path.keys().subList(0, path.keys().size() - 1)) {
            JsonNode inner = get(section, key);
            if (inner == null || inner.isTextual()) { // text is the short form of a choice
                ObjectNode created = JsonNodeFactory.instance.objectNode();
                set(section, key, inner == null ? created : created.set(ChoiceType.TYPE, inner));
                inner = created;
            }
            if (!inner.isContainerNode()) {
                throw new IllegalArgumentException(
                        "'%s' is %s, which has no keys".formatted(key, JsonFormat.kind(inner)));
            }
            section = inner;
        }
        set(section, path.last(), value);
    }

    private static JsonNode get(JsonNode section, String key) {
        return section.isArray() ? section.get(index(section, key)) : section.get(key);
    }

    private static void set(JsonNode section, String key, JsonNode value) {
        if (section instanceof ArrayNode list) {
            int index = index(section, key);
            if (value.isNull()) {
                list.remove(index);
            } else {
                list.set(index, value);
            }
        } else if (value.isNull()) {
            ((ObjectNode) section).remove(key);
        } else {
            ((ObjectNode) section).set(key, value);
        }
    }

    private static int index(JsonNode list, String key) {
        int number = key.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(key) : 0;
        if (number < 1 || number > list.size()) {
            throw new IllegalArgumentException("the list has no element '%s'".formatted(key));
        }
        return number - 1;
    }
}
