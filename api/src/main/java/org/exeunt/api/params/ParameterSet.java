package org.exeunt.api.params;

import java.util.Arrays;
import java.util.Optional;
import org.exeunt.api.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Immutable values for the blocks of a {@link BlockSet}; never a view of a network in training.
 *
 * <p>Values are float32, stored block after block in layout order. Two sets are equal if their blocks and the bits of
 * their values are equal. Values may be stored outside the Java heap; each operation that needs them then reads them,
 * with the same result.
 *
 * <p>Safe for use by multiple threads.
 */
public final class ParameterSet {
    private final BlockSet blocks;
    private static final float[] NONE = {};

    private final float[] values;
    private final @Nullable StoredValues stored;
    /**
     * Cached result of the finiteness check; one set is often checked once per client. The race is benign: a thread
     * that misses the write repeats the check.
     */
    private boolean foundFinite;

    private ParameterSet(BlockSet blocks, float[] values) {
        this(blocks, values, null);
    }

    private ParameterSet(BlockSet blocks, float[] values, @Nullable StoredValues stored) {
        this.blocks = blocks;
        this.values = values;
        this.stored = stored;
    }

    /**
     * Returns a set with a copy of {@code values}.
     *
     * @param values one per value of the blocks, block after block in layout order
     * @throws IllegalArgumentException if the number of values is not the size of the blocks
     */
    public static ParameterSet of(BlockSet blocks, float[] values) {
        return adopt(blocks, values.clone());
    }

    /**
     * Returns a set that reads its values from a storage outside the heap each time they are needed.
     *
     * @param values storage of as many values as the blocks have
     */
    public static ParameterSet stored(BlockSet blocks, StoredValues values) {
        return new ParameterSet(blocks, NONE, values);
    }

    /** Returns a set of zeros. */
    public static ParameterSet zeros(BlockSet blocks) {
        return new ParameterSet(blocks, new float[blocks.size()]);
    }

    /**
     * Returns a set with a copy of the blocks' values from a flat vector of the whole layout.
     *
     * @param flat at least as long as the layout
     */
    public static ParameterSet fromFlat(BlockSet blocks, float[] flat) {
        float[] values = new float[blocks.size()];
        int index = 0;
        for (BlockSet.Range range : blocks.ranges()) {
            System.arraycopy(flat, range.from(), values, index, range.length());
            index += range.length();
        }
        return new ParameterSet(blocks, values);
    }

    /** Returns a builder that takes the values of the blocks in order, chunk by chunk. */
    public static Builder builder(BlockSet blocks) {
        return new Builder(blocks);
    }

    /** Returns a set that owns {@code values}; the caller must not modify the array afterwards. */
    static ParameterSet adopt(BlockSet blocks, float[] values) {
        if (values.length != blocks.size()) {
            throw new IllegalArgumentException(
                    "%d values given for blocks of %d values".formatted(values.length, blocks.size()));
        }
        return new ParameterSet(blocks, values);
    }

    /** Returns the values, without a copy if they are on the heap; must not be modified. */
    float[] raw() {
        if (stored == null) {
            return values;
        }
        float[] read = new float[size()];
        stored.read(0, read, 0, read.length);
        return read;
    }

    /** Returns the storage of the values; empty if they are on the heap. */
    public Optional<StoredValues> stored() {
        return Optional.ofNullable(stored);
    }

    /** Returns this set with its values on the heap. */
    public ParameterSet inMemory() {
        return stored == null ? this : new ParameterSet(blocks, raw());
    }

    /** Returns the blocks that this set has values for. */
    public BlockSet blocks() {
        return blocks;
    }

    /** Returns the layout of the network that the values belong to. */
    public ParameterLayout layout() {
        return blocks.layout();
    }

    /** Returns the number of values. */
    public int size() {
        return blocks.size();
    }

    /** Returns the size of the values when sent: 4 bytes each. */
    public Bytes bytes() {
        return new Bytes(4L * size());
    }

    /** Returns a copy of the values, block after block in layout order. */
    public float[] values() {
        return stored == null ? values.clone() : raw();
    }

    /**
     * Copies a range of the values, to process large sets chunk by chunk.
     *
     * @param from index of the first value among the values of this set, 0-based
     * @param target receives the values, from index 0
     * @param count number of values
     */
    public void read(int from, float[] target, int count) {
        read(from, target, 0, count);
    }

    private void read(int from, float[] target, int offset, int count) {
        if (stored == null) {
            System.arraycopy(values, from, target, offset, count);
        } else {
            stored.read(from, target, offset, count);
        }
    }

    /**
     * Copies the values to their positions in a flat vector of the whole layout; other positions are unchanged.
     *
     * @param flat at least as long as the layout
     */
    public void copyToFlat(float[] flat) {
        int index = 0;
        for (BlockSet.Range range : blocks.ranges()) {
            read(index, flat, range.from(), range.length());
            index += range.length();
        }
    }

    /**
     * Returns the values of some of the blocks.
     *
     * @throws IllegalArgumentException if this set has no values for a block of {@code wanted}
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
        int index = 0;
        for (BlockSet.Range own : blocks.ranges()) {
            for (BlockSet.Range part : wanted.ranges()) {
                int from = Math.max(own.from(), part.from());
                int to = Math.min(own.to(), part.to());
                if (from < to) {
                    read(index + from - own.from(), selected, filled, to - from);
                    filled += to - from;
                }
            }
            index += own.length();
        }
        return new ParameterSet(wanted, selected);
    }

    /** Returns the values of both sets; for blocks in both, those of {@code other}. */
    public ParameterSet with(ParameterSet other) {
        BlockSet union = blocks.union(other.blocks);
        if (union.equals(other.blocks)) {
            return other;
        }
        float[] flat = flat();
        other.copyToFlat(flat);
        return fromFlat(union, flat);
    }

    /** Returns a flat vector of the whole layout, with zeros in other blocks. */
    float[] flat() {
        float[] flat = new float[layout().size()];
        copyToFlat(flat);
        return flat;
    }

    /** Returns the first block with a non-finite value; empty if all values are finite. */
    public Optional<Block> firstNonFinite() {
        if (foundFinite) {
            return Optional.empty();
        }
        float[] all = raw();
        int index = 0;
        for (Block block : blocks.blocks()) {
            for (int end = index + block.size(); index < end; index++) {
                if (!Float.isFinite(all[index])) {
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

    /** Builds a set from values added in order. For use by one thread, and for one set. */
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
         * @throws IndexOutOfBoundsException if the blocks have fewer values left
         */
        public Builder add(float[] piece, int count) {
            System.arraycopy(piece, 0, values, added, count);
            added += count;
            return this;
        }

        /**
         * Returns the set without copying the values; the builder cannot be used afterwards.
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
