package org.exeunt.api;

/**
 * Names one client of a federation.
 *
 * @param index place in the federation, 0-based, below the number of clients
 */
public record ClientId(int index) implements Comparable<ClientId> {
    public ClientId {
        if (index < 0) {
            throw new IllegalArgumentException("client index " + index + " must not be negative");
        }
    }

    @Override
    public int compareTo(ClientId other) {
        return Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return Integer.toString(index);
    }
}
