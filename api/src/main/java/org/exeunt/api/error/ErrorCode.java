package org.exeunt.api.error;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stable code of one kind of failure, written as {@code CONFIG-01}, or as {@code acme:CONFIG-01} in the namespace
 * of another project.
 *
 * @param namespace empty for Exeunt's own modules; otherwise lower-case letters, digits and hyphens, such as the name
 *     of the project
 * @param category the part that has to be corrected
 * @param number 1 to 99; never reused for another failure once released
 */
public record ErrorCode(String namespace, ErrorCategory category, int number) {
    private static final Pattern TEXT = Pattern.compile("(?:([a-z0-9-]+):)?([A-Z]+)-([0-9]{2})");

    public ErrorCode {
        if (!namespace.matches("[a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "error namespace '" + namespace + "' must consist of lower-case letters, digits and hyphens");
        }
        if (number < 1 || number > 99) {
            throw new IllegalArgumentException("error number " + number + " must be 1 to 99");
        }
    }

    /**
     * Returns the code that {@link #toString} has written.
     *
     * @throws IllegalArgumentException if it is no code
     */
    public static ErrorCode parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is no error code, such as CONFIG-01".formatted(text));
        }
        String namespace = Objects.requireNonNullElse(matcher.group(1), "");
        return new ErrorCode(namespace, ErrorCategory.valueOf(matcher.group(2)), Integer.parseInt(matcher.group(3)));
    }

    @Override
    public String toString() {
        return (namespace.isEmpty() ? "" : namespace + ":") + category + (number < 10 ? "-0" : "-") + number;
    }
}
