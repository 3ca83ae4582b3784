package org.exeunt.api;

/**
 * Identifies a round of a run.
 *
 * @param number 1 for the first round; 0 for the state before it
 */
public record Round(int number) implements Comparable<Round> {
    /** The state before the first round. */
    public static final Round START = new Round(0);

    public Round {
        if (number < 0) {
            throw new IllegalArgumentException("round " + number + " must not be negative");
        }
    }

    /** Returns the round after this one. */
    public Round next() {
        return new Round(number + 1);
    }

    @Override
    public int compareTo(Round other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
