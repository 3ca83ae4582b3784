package org.exeunt.config.json;

import com.fasterxml.jackson.databind.JsonNode;
import org.exeunt.api.error.Secrets;

/** Formats values of a configuration for messages. */
public final class JsonFormat {
    private static final int MAX_LENGTH = 40;
    private static final int MAX_ADDRESS_LENGTH = 2_000;

    private JsonFormat() {}

    /** Returns the value as JSON, truncated if it is long. */
    public static String shown(JsonNode value) {
        String text = value.toString();
        // passwords are hidden before truncation, which may remove what identifies them
        return cut(Secrets.hide(text.substring(0, Math.min(text.length(), MAX_ADDRESS_LENGTH))));
    }

    /** Returns the text, truncated if it is long. */
    public static String cut(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 3) + "...";
    }

    /** Returns the JSON type of a value. */
    public static String kind(JsonNode value) {
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
    public static String shown(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.valueOf((long) number)
                : String.valueOf(number);
    }
}
