package org.exeunt.runtime.store;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lines of comma-separated values, quoted where needed (RFC 4180). A text that a spreadsheet would take for a formula
 * gets an apostrophe in front, and so does one that begins with apostrophes and a formula; reading takes it away.
 * Numbers stay numbers.
 */
public final class Csv {
    /** What begins a formula, after blanks and apostrophes of the text's own. */
    private static final Pattern FORMULA =
            Pattern.compile("'*\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20\\t\\r\\n]", Pattern.UNICODE_CHARACTER_CLASS);

    private Csv() {}

    /** Returns one line; numbers are written so that reading gives the same bits. */
    public static String line(Object... values) {
        return line(List.of(values));
    }

    /** Returns one line; numbers are written so that reading gives the same bits. */
    public static String line(List<?> values) {
        return values.stream()
                .map(value -> quoted(value instanceof String text ? harmless(text) : value.toString()))
                .collect(Collectors.joining(","));
    }

    private static String harmless(String text) {
        return FORMULA.matcher(text).lookingAt() ? "'" + text : text;
    }

    private static String text(String value) {
        return value.startsWith("'") && FORMULA.matcher(value).lookingAt() ? value.substring(1) : value;
    }

    private static String quoted(String value) {
        return value.matches("[^,\"\\r\\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    /** Returns the values of one line. */
    public static List<String> values(String line) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                // a doubled quote inside quotes stands for one
                if (inside && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    value.append('"');
                    i++;
                } else {
                    inside = !inside;
                }
            } else if (c == ',' && !inside) {
                values.add(text(value.toString()));
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        values.add(text(value.toString()));
        return values;
    }
}
