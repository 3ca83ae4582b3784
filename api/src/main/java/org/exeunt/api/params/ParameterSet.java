package org.exeunt.api.params;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.Bytes;

/**
 * Values for the blocks of a {@link BlockSet}: an immutable copy, never a view of anything that trains.
 *
 * <p>Values lie one block after the other in layout order, float32. Equality is equality of bits.
 */
public final class ParameterSet {
    private final BlockSet blocks;
    private final float[] values;

    private ParameterSet(BlockSet blocks, float[] values) {
        this.blocks = blocks;
        this.values = values;
    }

    /**
     * Returns a set that holds a copy of {@code values}.
     *
     * @throws IllegalArgumentException if the number of values is not the size of the blocks
     */
    public static ParameterSet of(BlockSet blocks, float[] values) {
        return adopt(blocks, values.clone());
    }

    /** Returns a set of zeros. */
    public static ParameterSet zeros(BlockSet blocks) {
        return new ParameterSet(blocks, new float[blocks.size()]);
    }

    /**
     * Returns a copy of the blocks' values from a flat vector of the whole layout.
     *
     * @param flat at least as long as the layout
     */
    public static ParameterSet fromFlat(BlockSet blocks, float[] flat) {
        float[] values = new float[blocks.size()];
        int place = 0;
        for (BlockSet.Range range : blocks.ranges()) {
            System.arraycopy(flat, range.from(), values, place, range.length());
            place += range.length();
        }
        return new ParameterSet(blocks, values);
    }

    /** Returns a builder of a set that takes the values in order, piece by piece. */
    public static Builder builder(BlockSet blocks) {
        return new Builder(blocks);
    }

    /** Takes the array as its own; the caller must not touch it again. */
    static ParameterSet adopt(BlockSet blocks, float[] values) {
        if (values.length != blocks.size()) {
            throw new IllegalArgumentException(
                    "%d values given for blocks of %d values".formatted(values.length, blocks.size()));
        }
        return new ParameterSet(blocks, values);
    }

    /** The values themselves, for reading within this package. */
    float[] raw() {
        return values;
    }

    /** Returns which blocks this set has values for. */
    public BlockSet blocks() {
        return blocks;
    }

    /** Returns the layout of the network these values belong to. */
    public ParameterLayout layout() {
        return blocks.layout();
    }

    /** Returns the number of values. */
    public int size() {
        return values.length;
    }

    /** Returns what sending the values costs: 4 bytes each. */
    public Bytes bytes() {
        return new Bytes(4L * values.length);
    }

    /** Returns a copy of the values, one block after the other in layout order. */
    public float[] values() {
        return values.clone();
    }

    /**
     * Copies some of the values, so that large sets can be gone through piece by piece.
     *
     * @param from place of the first one, counted from 0 through all blocks of this set
     * @param target filled from its beginning
     * @param count how many
     */
    public void read(int from, float[] target, int count) {
        System.arraycopy(values, from, target, 0, count);
    }

    /** Writes the values to their places in a flat vector of the whole layout; other places keep what they hold. */
    public void copyToFlat(float[] flat) {
        int place = 0;
        for (BlockSet.Range range : blocks.ranges()) {
            System.arraycopy(values, place, flat, range.from(), range.length());
            place += range.length();
        }
    }

    /** Returns the values of some of the blocks.
     *
     * @throws IllegalArgumentException if {@code wanted} has a block this set has no values for
     */
    public ParameterSet select(BlockSet wanted) {
        if (wanted.equals(blocks)) {
            return this;
        }
        if (!blocks.containsAll(wanted)) {
            throw new IllegalArgumentException("no values for " + wanted.minus(blocks));
        }
        return fromFlat(wanted, flat());
    }

    /** Returns the values of both sets; where both have a block, those of {@code other}. */
    public ParameterSet with(ParameterSet other) {
        BlockSet union = blocks.union(other.blocks);
        float[] flat = flat();
        other.copyToFlat(flat);
        return fromFlat(union, flat);
    }

    private float[] flat() {
        float[] flat = new float[layout().size()];
        copyToFlat(flat);
        return flat;
    }

    /** Returns the first block that holds a value that is not finite, if there is one. */
    public Optional<Block> firstNonFinite() {
        List<Block> list = blocks.blocks();
        int place = 0;
        for (Block block : list) {
            for (int end = place + block.size(); place < end; place++) {
                if (!Float.isFinite(values[place])) {
                    return Optional.of(block);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParameterSet set && blocks.equals(set.blocks) && Arrays.equals(values, set.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "ParameterSet" + blocks;
    }

    /** Takes the values of a set in order. For one thread and one set. */
    public static final class Builder {
        private final BlockSet blocks;
        private float[] values;
        private int added;

        private Builder(BlockSet blocks) {
            this.blocks = blocks;
            this.values = new float[blocks.size()];
        }

        /**
         * Adds the first {@code count} values of an array.
         *
         * @throws IndexOutOfBoundsException if the blocks have not so many values left
         */
        public Builder add(float[] piece, int count) {
            System.arraycopy(piece, 0, values, added, count);
            added += count;
            return this;
        }

        /**
         * Returns the set, without copying it; the builder cannot be used again.
         *
         * @throws IllegalStateException if values are missing
         */
        public ParameterSet build() {
            if (added != values.length) {
                throw new IllegalStateException(
                        "%d values added for blocks of %d values".formatted(added, values.length));
            }
            ParameterSet set = new ParameterSet(blocks, values);
            values = null;
            return set;
        }
    }
}
