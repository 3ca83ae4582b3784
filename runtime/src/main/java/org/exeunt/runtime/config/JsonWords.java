package org.exeunt.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;

/** Shows values of a configuration to people. */
final class JsonWords {
    private static final int LONGEST = 40;

    private JsonWords() {}

    /** Returns the value as it could be written, cut short if it is long. */
    static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
    }

    /** Returns what kind of value it is. */
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

    /** Returns a number without needless digits: {@code 1}, {@code 0.5}, {@code 1.0E-4}. */
    static String shown(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.valueOf((long) number)
                : String.valueOf(number);
    }
}
