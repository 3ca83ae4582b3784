package org.exeunt.app.compare;

import java.util.List;

/**
 * A setting or a method of a comparison.
 *
 * @param name as configured
 * @param overrides of the base configuration, each {@code key.path=value}, applied in order
 */
public record Variant(String name, List<String> overrides) {
    public Variant {
        overrides = List.copyOf(overrides);
    }
}
