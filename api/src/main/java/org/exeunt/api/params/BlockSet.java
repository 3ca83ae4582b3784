package org.exeunt.api.params;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A selection of blocks of one layout, in layout order, together with the merged ranges of the flat vector they cover.
 *
 * <p>Immutable; equal to another selection of the same blocks of an equal layout.
 */
public final class BlockSet {
    /**
     * A run of the flat vector.
     *
     * @param from first place
     * @param to place after the last
     */
    public record Range(int from, int to) {
        /** Returns the number of places. */
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
        this.ranges = merge(blocks);
        this.size = ranges.stream().mapToInt(Range::length).sum();
    }

    private static List<Range> merge(List<Block> blocks) {
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

    /** Returns the layout the blocks belong to. */
    public ParameterLayout layout() {
        return layout;
    }

    /** Returns the selected blocks in layout order. */
    public List<Block> blocks() {
        return blocks;
    }

    /** Returns the covered runs of the flat vector, ascending, none touching the next. */
    public List<Range> ranges() {
        return ranges;
    }

    /** Returns the number of values the blocks hold together. */
    public int size() {
        return size;
    }

    /** Returns whether no block is selected. */
    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Returns whether every block of {@code other} is selected here. */
    public boolean containsAll(BlockSet other) {
        return layout.equals(other.layout) && new HashSet<>(blocks).containsAll(other.blocks);
    }

    /** Returns the blocks of either selection. */
    public BlockSet union(BlockSet other) {
        Set<Block> chosen = chosenWith(other);
        chosen.addAll(other.blocks);
        return layout.select(chosen::contains);
    }

    /** Returns the blocks of this selection that are not in {@code other}. */
    public BlockSet minus(BlockSet other) {
        Set<Block> chosen = chosenWith(other);
        other.blocks.forEach(chosen::remove);
        return layout.select(chosen::contains);
    }

    /** Returns the blocks of both selections. */
    public BlockSet intersect(BlockSet other) {
        Set<Block> chosen = chosenWith(other);
        chosen.retainAll(new HashSet<>(other.blocks));
        return layout.select(chosen::contains);
    }

    private Set<Block> chosenWith(BlockSet other) {
        if (!layout.equals(other.layout)) {
            throw new IllegalArgumentException("the two selections belong to different layouts");
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
