package org.exeunt.api;

/**
 * A number of multiply-accumulate operations (MACs) for one example.
 *
 * <p>Counts the multiply-adds of convolutions, dense layers and attention products only; bias, activation,
 * normalisation and pooling count as 0. The number of FLOPs is twice the number of MACs.
 *
 * @param count number of operations; at least 0
 */
public record Macs(long count) implements Comparable<Macs> {
    /** Zero operations. */
    public static final Macs ZERO = new Macs(0);

    public Macs {
        if (count < 0) {
            throw new IllegalArgumentException("MACs " + count + " must not be negative");
        }
    }

    /**
     * Returns the sum of this cost and {@code other}.
     *
     * @throws ArithmeticException if the sum exceeds {@link Long#MAX_VALUE}
     */
    public Macs plus(Macs other) {
        return new Macs(Math.addExact(count, other.count));
    }

    @Override
    public int compareTo(Macs other) {
        return Long.compare(count, other.count);
    }
}
