package org.exeunt.api.tracking;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;

/**
 * A sparse matrix with one row per client, such as the weights with which clients teach each other. Entries that are
 * absent are 0.
 *
 * @param rows nonzero entries of each row, in client order; finite
 */
public record ClientMatrix(SortedMap<ClientId, SortedMap<ClientId, Double>> rows) {
    public ClientMatrix {
        SortedMap<ClientId, SortedMap<ClientId, Double>> copy = new TreeMap<>();
        rows.forEach((client, row) -> copy.put(client, Collections.unmodifiableSortedMap(new TreeMap<>(row))));
        rows = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * Returns the nonzero entries of a dense matrix.
     *
     * @param clients one per row
     * @param others one per column
     * @param matrix {@code [clients, others]}
     */
    public static ClientMatrix of(List<ClientId> clients, List<ClientId> others, double[][] matrix) {
        SortedMap<ClientId, SortedMap<ClientId, Double>> rows = new TreeMap<>();
        for (int i = 0; i < clients.size(); i++) {
            SortedMap<ClientId, Double> row = new TreeMap<>();
            for (int j = 0; j < others.size(); j++) {
                if (matrix[i][j] != 0) {
                    row.put(others.get(j), matrix[i][j]);
                }
            }
            rows.put(clients.get(i), row);
        }
        return new ClientMatrix(rows);
    }

    /** Returns the entry of a pair of clients; 0 if absent. */
    public double between(ClientId client, ClientId other) {
        return rows.getOrDefault(client, Collections.emptySortedMap()).getOrDefault(other, 0.0);
    }
}
