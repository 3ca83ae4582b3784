package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;
import org.exeunt.api.error.Secrets;

/** Shows values of a configuration to people. */
final class JsonFormat {
    private static final int LONGEST = 40;
    private static final int LONGEST_ADDRESS = 2_000;

    private JsonFormat() {}

    /** Returns the value as it could be written, cut short if it is long. */
    static String shown(JsonNode value) {
        StringBuilder text = new StringBuilder();
        append(value, text);
        return cut(text.toString());
    }

    /** Returns a text, cut short if it is long. */
    static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
    }

    /** Appends no more of a value than is shown: writing out all of a large one for each of many problems would take hours. */
    private static void append(JsonNode value, StringBuilder text) {
        if (value.isTextual()) {
            String whole = value.textValue();
            // hidden before it is cut, as what is cut off may be what tells a password
            String shown = Secrets.hide(whole.substring(0, Math.min(whole.length(), LONGEST_ADDRESS)));
            text.append(TextNode.valueOf(shown.substring(0, Math.min(shown.length(), LONGEST))));
        } else if (!value.isContainerNode()) {
            text.append(value);
        } else {
            text.append(value.isArray() ? '[' : '{');
            String comma = "";
            Iterator<String> keys = value.fieldNames();
            for (Iterator<JsonNode> inner = value.elements(); inner.hasNext() && text.length() <= LONGEST; ) {
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
