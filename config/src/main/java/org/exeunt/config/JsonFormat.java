package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;
import org.exeunt.api.error.Secrets;

/** Formats values of a configuration for messages. */
final class JsonFormat {
    private static final int MAX_LENGTH = 40;
    private static final int MAX_ADDRESS_LENGTH = 2_000;

    private JsonFormat() {}

    /** Returns the value as JSON, truncated if it is long. */
    static String shown(JsonNode value) {
        StringBuilder text = new StringBuilder();
        append(value, text);
        return cut(text.toString());
    }

    /** Returns the text, truncated if it is long. */
    static String cut(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 3) + "...";
    }

    /**
     * Appends only as much of the value as is shown; formatting a large value completely for each problem would be too
     * slow.
     */
    private static void append(JsonNode value, StringBuilder text) {
        if (value.isTextual()) {
            String whole = value.textValue();
            // passwords are hidden before truncation, which may remove what identifies them
            String shown = Secrets.hide(whole.substring(0, Math.min(whole.length(), MAX_ADDRESS_LENGTH)));
            text.append(TextNode.valueOf(shown.substring(0, Math.min(shown.length(), MAX_LENGTH))));
        } else if (!value.isContainerNode()) {
            text.append(value);
        } else {
            text.append(value.isArray() ? '[' : '{');
            String comma = "";
            Iterator<String> keys = value.fieldNames();
            for (Iterator<JsonNode> inner = value.elements(); inner.hasNext() && text.length() <= MAX_LENGTH; ) {
                text.append(comma);
                if (value.isObject()) {
                    text.append(TextNode.valueOf(keys.next())).append(':');
                }
                append(inner.next(), text);
                comma = ",";
            }
            text.append(value.isArray() ? ']' : '}');
        }
    }

    /** Returns the JSON type of a value. */
    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "a section {...}";
            case ARRAY -> "a list [...]";
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            default -> "null";
        };
    }

    /** Returns a number in short form: {@code 1}, {@code 0.5}, {@code 1.0E-4}. */
    static String shown(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.valueOf((long) number)
                : String.valueOf(number);
    }
}
