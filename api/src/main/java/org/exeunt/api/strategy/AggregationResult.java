package org.exeunt.api.strategy;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.tracking.ClientMatrix;

/**
 * The server after a merge.
 *
 * @param state next state
 * @param metrics worth recording, by kebab-case name; finite
 * @param relations between clients worth recording, by kebab-case name; finite
 * @param <S> the strategy's state
 */
public record AggregationResult<S extends Record>(
        S state, Map<String, Double> metrics, Map<String, ClientMatrix> relations) {
    public AggregationResult {
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        relations = Collections.unmodifiableMap(new TreeMap<>(relations));
    }

    /** Returns a merge with metrics alone. */
    public AggregationResult(S state, Map<String, Double> metrics) {
        this(state, metrics, Map.of());
    }

    /** Returns a merge without metrics. */
    public static <S extends Record> AggregationResult<S> of(S state) {
        return new AggregationResult<>(state, Map.of());
    }

    /** Returns this merge and a relation between clients. */
    public AggregationResult<S> with(String name, ClientMatrix relation) {
        Map<String, ClientMatrix> more = new TreeMap<>(relations);
        more.put(name, relation);
        return new AggregationResult<>(state, metrics, more);
    }
}
