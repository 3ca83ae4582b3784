package org.exeunt.runtime.store;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.tracking.ClientMatrix;

/** Relations between clients as JSON objects whose keys are client numbers. */
final class RelationRows {
    private RelationRows() {}

    static Map<String, SortedMap<Integer, SortedMap<Integer, Double>>> of(Map<String, ClientMatrix> relations) {
        Map<String, SortedMap<Integer, SortedMap<Integer, Double>>> written = new TreeMap<>();
        relations.forEach((name, relation) -> {
            SortedMap<Integer, SortedMap<Integer, Double>> rows = new TreeMap<>();
            relation.rows().forEach((client, row) -> {
                SortedMap<Integer, Double> numbers = new TreeMap<>();
                row.forEach((other, number) -> numbers.put(other.index(), number));
                rows.put(client.index(), numbers);
            });
            written.put(name, rows);
        });
        return written;
    }

    /** Returns what was written; a file of before there were relations has none. */
    static Map<String, ClientMatrix> relations(Map<String, SortedMap<Integer, SortedMap<Integer, Double>>> written) {
        Map<String, ClientMatrix> relations = new TreeMap<>();
        if (written == null) {
            return relations;
        }
        written.forEach((name, rows) -> {
            SortedMap<ClientId, SortedMap<ClientId, Double>> read = new TreeMap<>();
            rows.forEach((client, row) -> {
                SortedMap<ClientId, Double> numbers = new TreeMap<>();
                row.forEach((other, number) -> numbers.put(new ClientId(other), number));
                read.put(new ClientId(client), numbers);
            });
            relations.put(name, new ClientMatrix(read));
        });
        return relations;
    }
}
