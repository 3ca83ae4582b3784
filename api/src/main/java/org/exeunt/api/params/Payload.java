package org.exeunt.api.params;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.exeunt.api.Bytes;

/**
 * Named parameter sets and named float vectors: a message between server and client, or the state that a client keeps
 * between rounds.
 *
 * <p>Immutable. The size of a message is 4 bytes per scalar; names are known on both sides and not counted.
 */
public final class Payload {
    /** The name of a payload's main parameters. */
    public static final String PARAMETERS = "parameters";

    private static final Payload EMPTY = new Payload(new TreeMap<>(), new TreeMap<>());

    private final TreeMap<String, ParameterSet> sets;
    private final TreeMap<String, float[]> vectors;

    private Payload(TreeMap<String, ParameterSet> sets, TreeMap<String, float[]> vectors) {
        this.sets = sets;
        this.vectors = vectors;
    }

    /** Returns the payload without content. */
    public static Payload empty() {
        return EMPTY;
    }

    /** Returns a payload with {@code parameters} as main parameters. */
    public static Payload of(ParameterSet parameters) {
        return EMPTY.with(PARAMETERS, parameters);
    }

    /** Returns this payload with a parameter set added or replaced. */
    public Payload with(String name, ParameterSet set) {
        TreeMap<String, ParameterSet> more = new TreeMap<>(sets);
        more.put(name, set);
        return new Payload(more, vectors);
    }

    /** Returns this payload with a copy of a vector added or replaced. */
    public Payload with(String name, float[] vector) {
        TreeMap<String, float[]> more = new TreeMap<>(vectors);
        more.put(name, vector.clone());
        return new Payload(sets, more);
    }

    /** Returns the main parameters; empty if this payload has none. */
    public Optional<ParameterSet> parameters() {
        return Optional.ofNullable(sets.get(PARAMETERS));
    }

    /**
     * Returns the parameter set with the given name.
     *
     * @throws IllegalArgumentException if this payload has no parameter set of this name
     */
    public ParameterSet parameters(String name) {
        ParameterSet set = sets.get(name);
        if (set == null) {
            throw new IllegalArgumentException("no parameters '%s'; there are %s".formatted(name, sets.keySet()));
        }
        return set;
    }

    /**
     * Returns a copy of the vector with the given name.
     *
     * @throws IllegalArgumentException if this payload has no vector of this name
     */
    public float[] vector(String name) {
        float[] vector = vectors.get(name);
        if (vector == null) {
            throw new IllegalArgumentException("no vector '%s'; there are %s".formatted(name, vectors.keySet()));
        }
        return vector.clone();
    }

    /** Returns whether this payload has a parameter set or a vector with the given name. */
    public boolean has(String name) {
        return sets.containsKey(name) || vectors.containsKey(name);
    }

    /** Returns all parameter sets by name, in name order. Unmodifiable. */
    public Map<String, ParameterSet> parameterSets() {
        return Collections.unmodifiableMap(sets);
    }

    /** Returns copies of all vectors by name, in name order. */
    public Map<String, float[]> vectors() {
        Map<String, float[]> copies = new TreeMap<>();
        vectors.forEach((name, vector) -> copies.put(name, vector.clone()));
        return copies;
    }

    /** Returns this payload without the parameter set of a name, if it has one. */
    public Payload without(String name) {
        TreeMap<String, ParameterSet> rest = new TreeMap<>(sets);
        rest.remove(name);
        return new Payload(rest, vectors);
    }

    /**
     * Returns this payload with other parameter sets of the same names.
     *
     * @param others returns the set of a name, given the present one
     */
    public Payload map(BiFunction<String, ParameterSet, ParameterSet> others) {
        TreeMap<String, ParameterSet> mapped = new TreeMap<>();
        sets.forEach((name, set) -> mapped.put(name, others.apply(name, set)));
        return new Payload(mapped, vectors);
    }

    /** Returns this payload with the values of all its parameter sets on the heap. */
    public Payload inMemory() {
        return sets.values().stream().allMatch(set -> set.stored().isEmpty())
                ? this
                : map((name, set) -> set.inMemory());
    }

    /** Returns the total number of scalars. */
    public long scalars() {
        return sets.values().stream().mapToLong(ParameterSet::size).sum()
                + vectors.values().stream().mapToLong(vector -> vector.length).sum();
    }

    /** Returns the size when sent: 4 bytes per scalar. */
    public Bytes bytes() {
        return new Bytes(4 * scalars());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload payload
                && sets.equals(payload.sets)
                && vectors.keySet().equals(payload.vectors.keySet())
                && vectors.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), payload.vectors.get(entry.getKey())));
    }

    @Override
    public int hashCode() {
        return 31 * sets.hashCode() + vectors.keySet().hashCode();
    }

    @Override
    public String toString() {
        return "Payload" + sets.keySet() + vectors.keySet();
    }
}
