package org.exeunt.api.params;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An immutable subset of the blocks of a layout, in layout order, with the ranges of the flat vector that it covers.
 *
 * <p>Two sets are equal if their layouts are equal and they contain the same blocks.
 */
public final class BlockSet {
    /**
     * A range of indices of the flat vector.
     *
     * @param from first index, inclusive
     * @param to last index, exclusive
     */
    public record Range(int from, int to) {
        /** Returns the number of indices. */
        public int length() {
            return to - from;
        }
    }

    private final ParameterLayout layout;
    private final List<Block> blocks;
    private final List<Range> ranges;
    private final int size;

    BlockSet(ParameterLayout layout, List<Block> blocksInOrder) {
        this.layout = layout;
        this.blocks = List.copyOf(blocksInOrder);
        this.ranges = joinedRanges(blocks);
        this.size = ranges.stream().mapToInt(Range::length).sum();
    }

    private static List<Range> joinedRanges(List<Block> blocks) {
        List<Range> ranges = new ArrayList<>();
        for (Block block : blocks) {
            int last = ranges.size() - 1;
            if (last >= 0 && ranges.get(last).to() == block.offset()) {
                ranges.set(last, new Range(ranges.get(last).from(), block.end()));
            } else {
                ranges.add(new Range(block.offset(), block.end()));
            }
        }
        return List.copyOf(ranges);
    }

    /** Returns the layout of the blocks. */
    public ParameterLayout layout() {
        return layout;
    }

    /** Returns the blocks in layout order. */
    public List<Block> blocks() {
        return blocks;
    }

    /** Returns the covered ranges of the flat vector, in ascending order; adjacent ranges are joined. */
    public List<Range> ranges() {
        return ranges;
    }

    /** Returns the total number of values of the blocks. */
    public int size() {
        return size;
    }

    /** Returns whether this set contains no blocks. */
    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Returns whether this set contains every block of {@code other}; false if the layouts differ. */
    public boolean containsAll(BlockSet other) {
        return layout.equals(other.layout) && new HashSet<>(blocks).containsAll(other.blocks);
    }

    /**
     * Returns the blocks of this set and of {@code other}.
     *
     * @throws IllegalArgumentException if the layouts differ
     */
    public BlockSet union(BlockSet other) {
        Set<Block> result = blocksComparableWith(other);
        result.addAll(other.blocks);
        return layout.select(result::contains);
    }

    /**
     * Returns the blocks of this set that are not in {@code other}.
     *
     * @throws IllegalArgumentException if the layouts differ
     */
    public BlockSet minus(BlockSet other) {
        Set<Block> result = blocksComparableWith(other);
        other.blocks.forEach(result::remove);
        return layout.select(result::contains);
    }

    /**
     * Returns the blocks that are in both sets.
     *
     * @throws IllegalArgumentException if the layouts differ
     */
    public BlockSet intersect(BlockSet other) {
        Set<Block> result = blocksComparableWith(other);
        result.retainAll(new HashSet<>(other.blocks));
        return layout.select(result::contains);
    }

    private Set<Block> blocksComparableWith(BlockSet other) {
        if (!layout.equals(other.layout)) {
            throw new IllegalArgumentException("the two block sets belong to different layouts");
        }
        return new HashSet<>(blocks);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockSet set && layout.equals(set.layout) && blocks.equals(set.blocks);
    }

    @Override
    public int hashCode() {
        return blocks.hashCode();
    }

    @Override
    public String toString() {
        return blocks.stream().map(Block::name).toList().toString();
    }
}
