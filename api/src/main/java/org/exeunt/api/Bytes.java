package org.exeunt.api;

/**
 * An amount of data, in bytes.
 *
 * @param count number of bytes; at least 0
 */
public record Bytes(long count) implements Comparable<Bytes> {
    /** Zero bytes. */
    public static final Bytes ZERO = new Bytes(0);

    public Bytes {
        if (count < 0) {
            throw new IllegalArgumentException("bytes " + count + " must not be negative");
        }
    }

    /**
     * Returns the sum of this amount and {@code other}.
     *
     * @throws ArithmeticException if the sum exceeds {@link Long#MAX_VALUE}
     */
    public Bytes plus(Bytes other) {
        return new Bytes(Math.addExact(count, other.count));
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(count, other.count);
    }
}
