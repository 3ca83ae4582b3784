package org.exeunt.api.strategy;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;

/**
 * The latest known similarities between clients: symmetric, in [-1, 1], 0 for pairs that were never compared.
 *
 * <p>Immutable. Only compared pairs are stored, so the size depends on the cohorts, not on the federation.
 *
 * @param rows recorded similarities of each client to other clients; rows are not copied, must not be modified
 */
public record Similarities(SortedMap<ClientId, SortedMap<ClientId, Double>> rows) {
    private static final Similarities NONE = new Similarities(Collections.emptySortedMap());

    public Similarities {
        rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    }

    /** Returns an instance without any comparison. */
    public static Similarities none() {
        return NONE;
    }

    /**
     * Returns the similarity between two clients; 0 if they were never compared. For a client and itself, returns the
     * recorded value, 0 if none.
     */
    public double between(ClientId one, ClientId other) {
        SortedMap<ClientId, Double> row = rows.get(one);
        return row == null ? 0 : row.getOrDefault(other, 0.0);
    }

    /**
     * Returns these similarities with those of all pairs of a cohort replaced.
     *
     * @param cohort clients of the cohort, in client order
     * @param matrix symmetric, {@code [cohort, cohort]}
     */
    public Similarities with(List<ClientId> cohort, double[][] matrix) {
        SortedMap<ClientId, SortedMap<ClientId, Double>> next = new TreeMap<>(rows);
        for (int i = 0; i < cohort.size(); i++) {
            SortedMap<ClientId, Double> row =
                    new TreeMap<>(next.getOrDefault(cohort.get(i), Collections.emptySortedMap()));
            for (int j = 0; j < cohort.size(); j++) {
                row.put(cohort.get(j), matrix[i][j]);
            }
            next.put(cohort.get(i), Collections.unmodifiableSortedMap(row));
        }
        return new Similarities(next);
    }
}
