package org.exeunt.api.round;

import java.util.Map;
import java.util.TreeMap;

/**
 * The server after a merge.
 *
 * @param state next state
 * @param metrics worth recording, by kebab-case name; finite
 * @param <S> the strategy's state
 */
public record Merged<S extends Record>(S state, Map<String, Double> metrics) {
    public Merged {
        metrics = new TreeMap<>(metrics);
    }

    /** Returns a merge without metrics. */
    public static <S extends Record> Merged<S> of(S state) {
        return new Merged<>(state, Map.of());
    }
}
