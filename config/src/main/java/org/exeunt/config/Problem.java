package org.exeunt.config;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ErrorCode;

/**
 * A problem of a configuration.
 *
 * @param code kind of the problem
 * @param path location
 * @param found the value as written; empty if none
 * @param expected what is expected, with a suggestion if a similar name exists
 * @param details further sentences, such as the available choices
 */
public record Problem(ErrorCode code, KeyPath path, Optional<String> found, String expected, List<String> details) {
    public Problem {
        details = List.copyOf(details);
    }

    Problem(ErrorCode code, KeyPath path, Optional<String> found, String expected) {
        this(code, path, found, expected, List.of());
    }

    String subject() {
        return path + found.map(value -> " = " + value).orElse("");
    }

    /** Returns the location, the value and what is expected, without the details. */
    @Override
    public String toString() {
        return subject() + ": " + expected;
    }
}
