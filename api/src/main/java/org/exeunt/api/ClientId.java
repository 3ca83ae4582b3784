package org.exeunt.api;

/**
 * Identifies a client of a federation. Ids are ordered by index, which is the <em>client order</em> of this api.
 *
 * @param index position of the client in the federation, 0-based
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
