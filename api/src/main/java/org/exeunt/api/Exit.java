package org.exeunt.api;

/**
 * Identifies an exit of an early-exit network, and the stage of the backbone that feeds it.
 *
 * @param number 1 for the shallowest exit, m for the final exit of a network with m exits
 */
public record Exit(int number) implements Comparable<Exit> {
    public Exit {
        if (number < 1) {
            throw new IllegalArgumentException("exit " + number + " must be at least 1: exits count from 1");
        }
    }

    /** Returns the 0-based index of this exit in an array with one entry per exit, {@code number - 1}. */
    public int index() {
        return number - 1;
    }

    @Override
    public int compareTo(Exit other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
