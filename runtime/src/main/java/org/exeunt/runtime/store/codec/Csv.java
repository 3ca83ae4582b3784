package org.exeunt.runtime.store.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes and reads lines of comma-separated values, quoted where needed (RFC 4180). A text that a spreadsheet would
 * interpret as a formula is prefixed with an apostrophe, as is a text of apostrophes and a formula; reading removes the
 * prefix. Numbers are not prefixed.
 */
public final class Csv {
    /** Matches the start of a formula, after blanks and apostrophes of the text itself. */
    private static final Pattern FORMULA =
            Pattern.compile("'*\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20\\t\\r\\n]", Pattern.UNICODE_CHARACTER_CLASS);

    private Csv() {}

    /** Returns one line; numbers are written so that they are read back exactly. */
    public static String line(Object... values) {
        return line(List.of(values));
    }

    /** Returns one line; numbers are written so that they are read back exactly. */
    public static String line(List<?> values) {
        return values.stream()
                .map(value -> quote(value instanceof String text ? escape(text) : value.toString()))
                .collect(Collectors.joining(","));
    }

    private static String escape(String text) {
        return FORMULA.matcher(text).lookingAt() ? "'" + text : text;
    }

    private static String unescape(String value) {
        return value.startsWith("'") && FORMULA.matcher(value).lookingAt() ? value.substring(1) : value;
    }

    private static String quote(String value) {
        return value.matches("[^,\"\\r\\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    /** Returns the values of one line. */
    public static List<String> values(String line) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                // a doubled quote inside quotes is one quote
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    value.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                values.add(unescape(value.toString()));
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        values.add(unescape(value.toString()));
        return values;
    }
}
