package org.exeunt.api.tracking;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;

/**
 * What a merge found between clients, such as how much each teaches which: a row a client, in it the numbers that are not 0.
 *
 * @param rows in client order; all numbers finite
 */
public record ClientMatrix(SortedMap<ClientId, SortedMap<ClientId, Double>> rows) {
    public ClientMatrix {
        SortedMap<ClientId, SortedMap<ClientId, Double>> copy = new TreeMap<>();
        rows.forEach((client, row) -> copy.put(client, Collections.unmodifiableSortedMap(new TreeMap<>(row))));
        rows = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * Returns the relation that a matrix states.
     *
     * @param clients one a row
     * @param others one a column
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

    /** Returns the number of a pair, 0 if none was found. */
    public double between(ClientId client, ClientId other) {
        return rows.getOrDefault(client, Collections.emptySortedMap()).getOrDefault(other, 0.0);
    }
}
