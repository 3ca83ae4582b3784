package org.exeunt.api.params;

import java.util.Arrays;
import java.util.Optional;
import org.exeunt.api.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Values for the blocks of a {@link BlockSet}: an immutable copy, never a view of anything that trains.
 *
 * <p>Values lie one block after the other in layout order, float32. Equality is equality of bits. Where values rest outside the Java heap, every
 * call that needs them reads them; to whoever asks there is no difference but time.
 */
public final class ParameterSet {
    private final BlockSet blocks;
    private static final float[] NONE = {};

    private final float[] values;
    private final @Nullable RestingValues resting;
    /** Found once, true for ever, and so no harm if a thread does not see it: it looks again. One set goes to a whole federation. */
    private boolean foundFinite;

    private ParameterSet(BlockSet blocks, float[] values) {
        this(blocks, values, null);
    }

    private ParameterSet(BlockSet blocks, float[] values, @Nullable RestingValues resting) {
        this.blocks = blocks;
        this.values = values;
        this.resting = resting;
    }

    /**
     * Returns a set that holds a copy of {@code values}.
     *
     * @throws IllegalArgumentException if the number of values is not the size of the blocks
     */
    public static ParameterSet of(BlockSet blocks, float[] values) {
        return adopt(blocks, values.clone());
    }

    /** Returns a set whose values are read when they are asked for, as many as the blocks have. */
    public static ParameterSet resting(BlockSet blocks, RestingValues values) {
        return new ParameterSet(blocks, NONE, values);
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
        if (resting == null) {
            return values;
        }
        float[] read = new float[size()];
        resting.read(0, read, 0, read.length);
        return read;
    }

    /** Returns where the values rest; empty if they are in memory. */
    public Optional<RestingValues> resting() {
        return Optional.ofNullable(resting);
    }

    /** Returns this set with its values in memory. */
    public ParameterSet inMemory() {
        return resting == null ? this : new ParameterSet(blocks, raw());
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
        return blocks.size();
    }

    /** Returns what sending the values costs: 4 bytes each. */
    public Bytes bytes() {
        return new Bytes(4L * size());
    }

    /** Returns a copy of the values, one block after the other in layout order. */
    public float[] values() {
        return resting == null ? values.clone() : raw();
    }

    /**
     * Copies some of the values, so that large sets can be gone through piece by piece.
     *
     * @param from place of the first one, counted from 0 through all blocks of this set
     * @param target filled from its beginning
     * @param count how many
     */
    public void read(int from, float[] target, int count) {
        read(from, target, 0, count);
    }

    private void read(int from, float[] target, int offset, int count) {
        if (resting == null) {
            System.arraycopy(values, from, target, offset, count);
        } else {
            resting.read(from, target, offset, count);
        }
    }

    /** Writes the values to their places in a flat vector of the whole layout; other places keep what they hold. */
    public void copyToFlat(float[] flat) {
        int place = 0;
        for (BlockSet.Range range : blocks.ranges()) {
            read(place, flat, range.from(), range.length());
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
        float[] selected = new float[wanted.size()];
        int filled = 0;
        int place = 0;
        for (BlockSet.Range own : blocks.ranges()) {
            for (BlockSet.Range part : wanted.ranges()) {
                int from = Math.max(own.from(), part.from());
                int to = Math.min(own.to(), part.to());
                if (from < to) {
                    read(place + from - own.from(), selected, filled, to - from);
                    filled += to - from;
                }
            }
            place += own.length();
        }
        return new ParameterSet(wanted, selected);
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
        if (foundFinite) {
            return Optional.empty();
        }
        float[] all = raw();
        int place = 0;
        for (Block block : blocks.blocks()) {
            for (int end = place + block.size(); place < end; place++) {
                if (!Float.isFinite(all[place])) {
                    return Optional.of(block);
                }
            }
        }
        foundFinite = true;
        return Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParameterSet set && blocks.equals(set.blocks) && Arrays.equals(raw(), set.raw());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw());
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
            values = NONE;
            return set;
        }
    }
}
