package org.exeunt.api.error;

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
    public ErrorCode {
        if (!namespace.matches("[a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "error namespace '" + namespace + "' must consist of lower-case letters, digits and hyphens");
        }
        if (number < 1 || number > 99) {
            throw new IllegalArgumentException("error number " + number + " must be 1 to 99");
        }
    }

    @Override
    public String toString() {
        return (namespace.isEmpty() ? "" : namespace + ":") + category + (number < 10 ? "-0" : "-") + number;
    }
}
