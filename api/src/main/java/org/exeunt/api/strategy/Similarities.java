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
 */
public final class Similarities {
    private static final Similarities NONE = new Similarities(new TreeMap<>(), new TreeMap<>());

    private final SortedMap<ClientId, SortedMap<ClientId, Double>> pairs;
    private final SortedMap<ClientId, Double> toTeacher;

    private Similarities(
            SortedMap<ClientId, SortedMap<ClientId, Double>> pairs, SortedMap<ClientId, Double> toTeacher) {
        this.pairs = pairs;
        this.toTeacher = toTeacher;
    }

    /** Returns an instance without any comparison. */
    public static Similarities none() {
        return NONE;
    }

    /**
     * Returns an instance with the given content.
     *
     * @param rows as returned by {@link #rows()}
     * @param teachers as returned by {@link #teachers()}
     */
    public static Similarities of(
            SortedMap<ClientId, SortedMap<ClientId, Double>> rows, SortedMap<ClientId, Double> teachers) {
        SortedMap<ClientId, SortedMap<ClientId, Double>> copy = new TreeMap<>();
        rows.forEach((client, row) -> copy.put(client, Collections.unmodifiableSortedMap(new TreeMap<>(row))));
        return new Similarities(copy, new TreeMap<>(teachers));
    }

    /**
     * Returns the similarity between two clients; 0 if they were never compared. For a client and itself, returns the
     * recorded value, 0 if none.
     */
    public double between(ClientId one, ClientId other) {
        SortedMap<ClientId, Double> row = pairs.get(one);
        return row == null ? 0 : row.getOrDefault(other, 0.0);
    }

    /** Returns the similarity between a client's own final head and its teacher; 0 if they were never compared. */
    public double toTeacher(ClientId client) {
        return toTeacher.getOrDefault(client, 0.0);
    }

    /**
     * Returns these similarities with those of all pairs of a cohort replaced.
     *
     * @param cohort clients of the cohort, in client order
     * @param matrix symmetric, {@code [cohort, cohort]}
     */
    public Similarities with(List<ClientId> cohort, double[][] matrix) {
        SortedMap<ClientId, SortedMap<ClientId, Double>> next = new TreeMap<>(pairs);
        for (int i = 0; i < cohort.size(); i++) {
            SortedMap<ClientId, Double> row =
                    new TreeMap<>(next.getOrDefault(cohort.get(i), Collections.emptySortedMap()));
            for (int j = 0; j < cohort.size(); j++) {
                row.put(cohort.get(j), matrix[i][j]);
            }
            next.put(cohort.get(i), Collections.unmodifiableSortedMap(row));
        }
        return new Similarities(next, toTeacher);
    }

    /** Returns these similarities with that of one client to its teacher replaced. */
    public Similarities withTeacher(ClientId client, double similarity) {
        SortedMap<ClientId, Double> next = new TreeMap<>(toTeacher);
        next.put(client, similarity);
        return new Similarities(pairs, next);
    }

    /** Returns these similarities with those of some clients to their teachers replaced. */
    public Similarities withTeachers(SortedMap<ClientId, Double> similarities) {
        SortedMap<ClientId, Double> next = new TreeMap<>(toTeacher);
        next.putAll(similarities);
        return new Similarities(pairs, next);
    }

    /** Returns the recorded similarities of each client to other clients. */
    public SortedMap<ClientId, SortedMap<ClientId, Double>> rows() {
        return Collections.unmodifiableSortedMap(pairs);
    }

    /** Returns the recorded similarity of each client to its teacher. */
    public SortedMap<ClientId, Double> teachers() {
        return Collections.unmodifiableSortedMap(toTeacher);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Similarities that && pairs.equals(that.pairs) && toTeacher.equals(that.toTeacher);
    }

    @Override
    public int hashCode() {
        return 31 * pairs.hashCode() + toTeacher.hashCode();
    }
}
