package org.exeunt.api.params;

import java.util.List;

/**
 * A named array of parameters within the flat parameter vector of a network.
 *
 * @param name unique within the layout, such as {@code stage2/conv/W}
 * @param role use of the block
 * @param depth number of the stage or exit that the block belongs to, 1-based
 * @param shape lengths of the axes, each at least 1; values are in row-major order. What each axis is depends on the
 *     engine, except in a classifier: see {@link org.exeunt.api.objective.ForwardPass#parameters}
 * @param offset index of the first value in the flat vector, 0-based
 */
public record Block(String name, BlockRole role, int depth, List<Integer> shape, int offset) {
    public Block {
        shape = List.copyOf(shape);
        if (depth < 1 || offset < 0 || shape.stream().anyMatch(length -> length < 1)) {
            throw new IllegalArgumentException(
                    "block '%s' has depth %d, offset %d, shape %s; expected depth >= 1, offset >= 0, lengths >= 1"
                            .formatted(name, depth, offset, shape));
        }
    }

    /** Returns the number of values. */
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** Returns the index after the last value in the flat vector. */
    public int end() {
        return offset + size();
    }
}
