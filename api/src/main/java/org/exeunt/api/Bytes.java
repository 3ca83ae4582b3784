package org.exeunt.api;

/**
 * A number of bytes of payload.
 *
 * @param count bytes, not negative
 */
public record Bytes(long count) implements Comparable<Bytes> {
    /** Nothing sent. */
    public static final Bytes ZERO = new Bytes(0);

    public Bytes {
        if (count < 0) {
            throw new IllegalArgumentException("bytes " + count + " must not be negative");
        }
    }

    /** Returns the sum of both. */
    public Bytes plus(Bytes other) {
        return new Bytes(Math.addExact(count, other.count));
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(count, other.count);
    }
}
