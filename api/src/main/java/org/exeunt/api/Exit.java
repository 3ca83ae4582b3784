package org.exeunt.api;

/**
 * Names one exit of an early-exit network, and with it the stage that feeds it.
 *
 * @param number 1 for the shallowest exit, m for the final one of a network with m exits
 */
public record Exit(int number) implements Comparable<Exit> {
    public Exit {
        if (number < 1) {
            throw new IllegalArgumentException("exit " + number + " must be at least 1: exits count from 1");
        }
    }

    /** Returns this exit's place in an array with one entry an exit, 0-based. */
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
