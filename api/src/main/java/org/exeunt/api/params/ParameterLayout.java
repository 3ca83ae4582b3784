package org.exeunt.api.params;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;

/**
 * The blocks of a network, in the order of its flat parameter vector of float32 values. Blocks cover the vector without
 * gaps and overlaps.
 *
 * @param blocks in the order of the flat vector; names are unique
 */
public record ParameterLayout(List<Block> blocks) {
    public ParameterLayout {
        blocks = List.copyOf(blocks);
        int end = 0;
        Set<String> names = new HashSet<>();
        for (Block block : blocks) {
            if (block.offset() != end) {
                throw new IllegalArgumentException(
                        "block '%s' starts at offset %d, expected %d".formatted(block.name(), block.offset(), end));
            }
            if (!names.add(block.name())) {
                throw new IllegalArgumentException(
                        "two blocks are named '%s'; names must be unique".formatted(block.name()));
            }
            end = block.end();
        }
    }

    /** Returns the length of the flat vector. */
    public int size() {
        return blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).end();
    }

    /** Returns the number of exits; 0 without blocks. */
    public int exits() {
        return blocks.stream().mapToInt(Block::depth).max().orElse(0);
    }

    /** Returns the blocks that satisfy a condition. */
    public BlockSet select(Predicate<Block> wanted) {
        return new BlockSet(this, blocks.stream().filter(wanted).toList());
    }

    /** Returns all blocks, buffers included. */
    public BlockSet all() {
        return select(block -> true);
    }

    /** Returns all trainable blocks: backbone and heads. */
    public BlockSet trainable() {
        return select(block -> !block.role().isStatistic());
    }

    /** Returns the trainable blocks of all stages. */
    public BlockSet backbone() {
        return select(block -> block.role() == BlockRole.BACKBONE);
    }

    /**
     * Returns the trainable blocks of the network truncated after exit {@code depth}: stages 1 to {@code depth} and
     * their heads.
     */
    public BlockSet prefix(int depth) {
        return select(block -> !block.role().isStatistic() && block.depth() <= depth);
    }

    /** Returns the trainable blocks of stages 1 to {@code depth}. */
    public BlockSet stages(int depth) {
        return select(block -> block.role() == BlockRole.BACKBONE && block.depth() <= depth);
    }

    /** Returns the blocks that training of the given exits changes: the stages up to the deepest, and their heads. */
    public BlockSet trained(ExitSet exits) {
        return stages(exits.deepest()).union(heads(exits));
    }

    /** Returns the blocks of all heads. */
    public BlockSet heads() {
        return select(block -> block.role() == BlockRole.HEAD);
    }

    /** Returns the blocks of the head of an exit. */
    public BlockSet head(Exit exit) {
        return heads(ExitSet.of(exit));
    }

    /** Returns the blocks of the heads of the given exits. */
    public BlockSet heads(ExitSet exits) {
        return select(block -> block.role() == BlockRole.HEAD && exits.contains(new Exit(block.depth())));
    }

    /** Returns the empty set of blocks. */
    public BlockSet none() {
        return select(block -> false);
    }

    /** Returns the running statistics of all stages and heads. */
    public BlockSet buffers() {
        return select(block -> block.role().isStatistic());
    }

    /** Builds a layout block by block, with consecutive offsets. */
    public static final class Builder {
        private final List<Block> blocks = new ArrayList<>();
        private int end;

        /** Appends a block. */
        public Builder add(String name, BlockRole role, int depth, List<Integer> shape) {
            Block block = new Block(name, role, depth, shape, end);
            blocks.add(block);
            end = block.end();
            return this;
        }

        /** Returns the layout of all blocks added. */
        public ParameterLayout build() {
            return new ParameterLayout(blocks);
        }
    }
}
