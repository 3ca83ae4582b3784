package org.exeunt.config;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ErrorCode;

/**
 * One thing wrong with a configuration.
 *
 * @param code what kind of thing
 * @param path where
 * @param found the value as written, empty if there is none
 * @param expected what should be there instead, and the near miss
 * @param details further sentences, such as what there is to choose from
 */
public record Problem(ErrorCode code, KeyPath path, Optional<String> found, String expected, List<String> details) {
    public Problem {
        details = List.copyOf(details);
    }

    String subject() {
        return path + found.map(value -> " = " + value).orElse("");
    }
}
