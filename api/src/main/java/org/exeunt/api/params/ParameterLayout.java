package org.exeunt.api.params;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;

/**
 * The ordered blocks of one network, together filling one flat float vector without gap or overlap.
 *
 * @param blocks in the order of the flat vector
 */
public record ParameterLayout(List<Block> blocks) {
    public ParameterLayout {
        blocks = List.copyOf(blocks);
        int end = 0;
        Set<String> names = new HashSet<>();
        for (Block block : blocks) {
            if (block.offset() != end) {
                throw new IllegalArgumentException(
                        "block '%s' begins at %d, expected %d".formatted(block.name(), block.offset(), end));
            }
            if (!names.add(block.name())) {
                throw new IllegalArgumentException("two blocks are named '%s'".formatted(block.name()));
            }
            end = block.end();
        }
    }

    /** Returns the length of the flat vector. */
    public int size() {
        return blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).end();
    }

    /** Returns the blocks for which {@code wanted} holds. */
    public BlockSet select(Predicate<Block> wanted) {
        return new BlockSet(this, blocks.stream().filter(wanted).toList());
    }

    /** Returns all blocks, buffers included. */
    public BlockSet all() {
        return select(block -> true);
    }

    /** Returns all blocks that gradients move: backbone and heads. */
    public BlockSet trainable() {
        return select(block -> block.role() != BlockRole.BUFFER);
    }

    /** Returns the trainable blocks of all stages. */
    public BlockSet backbone() {
        return select(block -> block.role() == BlockRole.BACKBONE);
    }

    /** Returns the weights of a network cut off after exit {@code depth}: its first stages and all their heads. */
    public BlockSet prefix(int depth) {
        return select(block -> block.role() != BlockRole.BUFFER && block.depth() <= depth);
    }

    /** Returns the weights of the first stages, up to and with stage {@code depth}. */
    public BlockSet stages(int depth) {
        return select(block -> block.role() == BlockRole.BACKBONE && block.depth() <= depth);
    }

    /** Returns the blocks of all heads. */
    public BlockSet heads() {
        return select(block -> block.role() == BlockRole.HEAD);
    }

    /** Returns the blocks of one exit's head. */
    public BlockSet head(Exit exit) {
        return heads(ExitSet.of(exit));
    }

    /** Returns the blocks of the given exits' heads. */
    public BlockSet heads(ExitSet exits) {
        return select(block -> block.role() == BlockRole.HEAD && exits.contains(new Exit(block.depth())));
    }

    /** Returns no block. */
    public BlockSet none() {
        return select(block -> false);
    }

    /** Returns the running statistics. */
    public BlockSet buffers() {
        return select(block -> block.role() == BlockRole.BUFFER);
    }

    /** Builds a layout block by block, offsets assigned in order. */
    public static final class Builder {
        private final List<Block> blocks = new ArrayList<>();
        private int end;

        /** Adds a block after the last one. */
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
