package org.exeunt.api.strategy;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.exeunt.api.tracking.ClientMatrix;

/**
 * The result of an aggregation on the server.
 *
 * @param state next server state
 * @param metrics metrics for the round record, by kebab-case name; finite
 * @param relations matrices between clients for the round record, by kebab-case name; finite
 * @param <S> type of the server state
 */
public record AggregationResult<S extends Record>(
        S state, Map<String, Double> metrics, Map<String, ClientMatrix> relations) {
    public AggregationResult {
        Objects.requireNonNull(state, "state is null");
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        relations = Collections.unmodifiableMap(new TreeMap<>(relations));
    }

    /** Returns a result with metrics. */
    public static <S extends Record> AggregationResult<S> of(S state, Map<String, Double> metrics) {
        return new AggregationResult<>(state, metrics, Map.of());
    }

    /** Returns a result without metrics. */
    public static <S extends Record> AggregationResult<S> of(S state) {
        return AggregationResult.of(state, Map.of());
    }

    /**
     * Returns this result with a matrix between clients added.
     *
     * @param name kebab-case
     */
    public AggregationResult<S> with(String name, ClientMatrix relation) {
        Map<String, ClientMatrix> more = new TreeMap<>(relations);
        more.put(name, relation);
        return new AggregationResult<>(state, metrics, more);
    }
}
