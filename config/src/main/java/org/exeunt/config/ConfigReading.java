package org.exeunt.config;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;

/**
 * What reading a configuration gave: the configuration, or all that is wrong with it.
 *
 * @param source name of the file
 * @param value present if there is no problem
 * @param problems in the order they were found
 * @param keys every key with its value and where that came from, section by section
 * @param <R> the configuration
 */
public record ConfigReading<R extends Record>(
        String source, Optional<R> value, List<Problem> problems, List<ExplainedKey> keys) {
    public ConfigReading {
        problems = List.copyOf(problems);
        keys = List.copyOf(keys);
        if (value.isPresent() != problems.isEmpty()) {
            throw new IllegalArgumentException("a configuration is there exactly if it has no problem");
        }
    }

    /**
     * Returns the configuration.
     *
     * @throws ExeuntException with all problems in one report; CONFIG-01, or the code that all of them share
     */
    public R orThrow() {
        return value.orElseThrow(() -> ProblemReport.of(source, problems));
    }
}
