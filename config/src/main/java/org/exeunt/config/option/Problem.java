package org.exeunt.config.option;

import java.util.Optional;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.config.json.KeyPath;

/**
 * A problem of a configuration.
 *
 * @param code kind of the problem
 * @param path location
 * @param found the value as written; empty if none
 * @param expected what is expected, with a suggestion if a similar name exists
 */
public record Problem(ErrorCode code, KeyPath path, Optional<String> found, String expected) {
    String subject() {
        return path + found.map(value -> " = " + value).orElse("");
    }

    /** Returns the location, the value and what is expected. */
    @Override
    public String toString() {
        return subject() + ": " + expected;
    }
}
