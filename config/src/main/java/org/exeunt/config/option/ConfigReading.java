package org.exeunt.config.option;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;

/**
 * Result of reading a configuration: the configuration, or all problems found.
 *
 * @param source name of the file or text, for messages
 * @param value the configuration; empty if there are problems
 * @param problems in the order found
 * @param keys all keys with their values and origins, section by section
 * @param <R> type of the configuration
 */
public record ConfigReading<R extends Record>(
        String source, Optional<R> value, List<Problem> problems, List<ExplainedKey> keys) {
    public ConfigReading {
        problems = List.copyOf(problems);
        keys = List.copyOf(keys);
        if (value.isPresent() != problems.isEmpty()) {
            throw new IllegalArgumentException("expected either a configuration or problems");
        }
    }

    /**
     * Returns the configuration.
     *
     * @throws ExeuntException with a report of all problems; its code is the one all problems share, otherwise
     *     CONFIG-01
     */
    public R orThrow() {
        return value.orElseThrow(() -> ProblemReport.of(source, problems));
    }
}
