package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;

/**
 * A command-line override, {@code key.path=value}. A value that is not JSON is taken as a string, unless it starts like
 * an object or a list; {@code null} removes the key. Missing sections on the path are created; list elements are
 * numbered from 1.
 *
 * @param written the override as given
 */
record ConfigOverride(String written, KeyPath path, JsonNode value) {
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
        return new ConfigOverride(written, path, value(written.substring(equals + 1)));
    }

    private static JsonNode value(String text) {
        try {
            return JsonText.parse("its value", text);
        } catch (ExeuntException notJson) {
            if (text.startsWith("{") || text.startsWith("[")) {
                throw new IllegalArgumentException(notJson.getMessage(), notJson);
            }
            return TextNode.valueOf(text);
        }
    }

    /** Applies the override to {@code root}; returns a problem if the path does not exist in it. */
    Optional<Problem> apply(ObjectNode root) {
        JsonNode section = root;
        KeyPath reached = KeyPath.ROOT;
        for (String key : path.keys().subList(0, path.keys().size() - 1)) {
            JsonNode inner = inner(section, key);
            reached = reached.key(key);
            if (inner == null || !inner.isContainerNode()) {
                return Optional.of(unreachable(reached, inner));
            }
            section = inner;
        }
        return put(section) ? Optional.empty() : Optional.of(unreachable(path, null));
    }

    private static JsonNode inner(JsonNode section, String key) {
        JsonNode inner = section instanceof ArrayNode list ? list.get(index(key)) : section.get(key);
        if (inner == null) {
            return section instanceof ObjectNode object ? object.putObject(key) : null;
        }
        if (!inner.isTextual()) {
            return inner;
        }
        // the short form of a choice
        ObjectNode choice = JsonNodeFactory.instance.objectNode().put(ChoiceType.TYPE, inner.textValue());
        if (section instanceof ArrayNode list) {
            list.set(index(key), choice);
        } else {
            ((ObjectNode) section).set(key, choice);
        }
        return choice;
    }

    private boolean put(JsonNode section) {
        String key = path.last();
        if (section instanceof ArrayNode list) {
            boolean exists = list.has(index(key));
            if (exists && value.isNull()) {
                list.remove(index(key));
            } else if (exists) {
                list.set(index(key), value);
            }
            return exists;
        }
        ObjectNode object = (ObjectNode) section;
        if (value.isNull()) {
            object.remove(key);
        } else {
            object.set(key, value);
        }
        return true;
    }

    private static int index(String key) {
        return key.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(key) - 1 : -1;
    }

    private Problem unreachable(KeyPath reached, JsonNode found) {
        String reason = found == null
                ? "the list has no element '%s'".formatted(reached.last())
                : "is %s, which has no keys".formatted(JsonFormat.kind(found));
        return new Problem(
                ConfigErrors.PROBLEMS,
                reached,
                Optional.ofNullable(found).map(JsonFormat::shown),
                "%s; cannot apply the override %s".formatted(reason, JsonFormat.cut(written)));
    }
}
