package org.exeunt.runtime.store.codec;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes lines of comma-separated values for other programs, quoted where needed (RFC 4180). A text that a spreadsheet
 * would interpret as a formula is prefixed with an apostrophe, as is a text of apostrophes and a formula. Numbers are
 * not prefixed.
 */
public final class Csv {
    /** Matches the start of a formula, after blanks and apostrophes of the text itself. */
    private static final Pattern FORMULA =
            Pattern.compile("'*\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20\\t\\r\\n]", Pattern.UNICODE_CHARACTER_CLASS);

    private Csv() {}

    /** Returns one line; numbers are written with all digits. */
    public static String line(Object... values) {
        return line(List.of(values));
    }

    /** Returns one line; numbers are written with all digits. */
    public static String line(List<?> values) {
        return values.stream()
                .map(value -> quote(value instanceof String text ? escape(text) : value.toString()))
                .collect(Collectors.joining(","));
    }

    private static String escape(String text) {
        return FORMULA.matcher(text).lookingAt() ? "'" + text : text;
    }

    private static String quote(String value) {
        return value.matches("[^,\"\\r\\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
