package org.exeunt.app.compare;

import java.util.List;

/**
 * One run of a comparison.
 *
 * @param setting name of the setting
 * @param method name of the method
 * @param seed of the run
 * @param overrides of the base configuration
 */
public record Cell(String setting, String method, long seed, List<String> overrides) {
    public Cell {
        overrides = List.copyOf(overrides);
    }

    @Override
    public String toString() {
        return setting.isEmpty()
                ? "%s, seed %d".formatted(method, seed)
                : "%s, %s, seed %d".formatted(setting, method, seed);
    }
}
