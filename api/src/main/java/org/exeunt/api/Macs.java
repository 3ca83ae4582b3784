package org.exeunt.api;

/**
 * A number of multiply-accumulate operations for one example.
 *
 * <p>Primary convention: multiply-adds of convolutions, dense layers and attention products only; bias, activation, normalisation
 * and pooling count 0. FLOPs are twice this number.
 *
 * @param count operations, not negative
 */
public record Macs(long count) implements Comparable<Macs> {
    /** No operation at all. */
    public static final Macs ZERO = new Macs(0);

    public Macs {
        if (count < 0) {
            throw new IllegalArgumentException("MACs " + count + " must not be negative");
        }
    }

    /** Returns the sum of both costs. */
    public Macs plus(Macs other) {
        return new Macs(Math.addExact(count, other.count));
    }

    @Override
    public int compareTo(Macs other) {
        return Long.compare(count, other.count);
    }
}
