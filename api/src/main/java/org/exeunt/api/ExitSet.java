package org.exeunt.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/** An immutable set of exits, iterated from the shallowest to the deepest. */
public final class ExitSet implements Iterable<Exit> {
    private static final ExitSet NONE = new ExitSet(List.of());

    private final List<Exit> exits;

    private ExitSet(List<Exit> exits) {
        this.exits = exits;
    }

    /** Returns the empty set. */
    public static ExitSet none() {
        return NONE;
    }

    /** Returns the set of the given exits; duplicates count once. */
    public static ExitSet of(Collection<Exit> exits) {
        return new ExitSet(List.copyOf(new TreeSet<>(exits)));
    }

    /** Returns the set that contains only {@code exit}. */
    public static ExitSet of(Exit exit) {
        return new ExitSet(List.of(exit));
    }

    /**
     * Returns the set of the exits with the given numbers.
     *
     * @param numbers each at least 1
     */
    public static ExitSet of(int... numbers) {
        List<Exit> exits = new ArrayList<>();
        for (int number : numbers) {
            exits.add(new Exit(number));
        }
        return of(exits);
    }

    /** Returns the set of exits 1 to {@code deepest}; the empty set if {@code deepest} is 0. */
    public static ExitSet upTo(int deepest) {
        List<Exit> exits = new ArrayList<>();
        for (int number = 1; number <= deepest; number++) {
            exits.add(new Exit(number));
        }
        return new ExitSet(List.copyOf(exits));
    }

    /** Returns whether this set contains {@code exit}. */
    public boolean contains(Exit exit) {
        return exits.contains(exit);
    }

    /** Returns the union of this set and {@code exit}. */
    public ExitSet plus(Exit exit) {
        List<Exit> more = new ArrayList<>(exits);
        more.add(exit);
        return of(more);
    }

    /** Returns this set without {@code exit}. */
    public ExitSet minus(Exit exit) {
        return where(each -> !each.equals(exit));
    }

    /** Returns the union of this set and {@code other}. */
    public ExitSet union(ExitSet other) {
        List<Exit> both = new ArrayList<>(exits);
        both.addAll(other.exits);
        return of(both);
    }

    /** Returns the exits of this set that satisfy a condition. */
    public ExitSet where(Predicate<Exit> condition) {
        return new ExitSet(exits.stream().filter(condition).toList());
    }

    /** Returns the number of exits in this set. */
    public int size() {
        return exits.size();
    }

    /** Returns whether this set contains no exits. */
    public boolean isEmpty() {
        return exits.isEmpty();
    }

    /** Returns the number of the deepest exit; 0 for the empty set. */
    public int deepest() {
        return exits.isEmpty() ? 0 : exits.get(exits.size() - 1).number();
    }

    /** Returns the exits as an immutable list, shallowest first. */
    public List<Exit> asList() {
        return exits;
    }

    @Override
    public Iterator<Exit> iterator() {
        return exits.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExitSet set && exits.equals(set.exits);
    }

    @Override
    public int hashCode() {
        return exits.hashCode();
    }

    @Override
    public String toString() {
        return exits.toString();
    }
}
