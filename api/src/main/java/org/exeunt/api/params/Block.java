package org.exeunt.api.params;

import java.util.List;

/**
 * One named array of parameters inside the flat vector of a network.
 *
 * @param name unique within its layout, such as {@code stage2/conv/W}
 * @param role what it is for
 * @param depth the stage or exit it belongs to, 1-based
 * @param shape lengths of its axes; values lie in row-major order
 * @param offset place of its first value in the flat vector
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

    /** Returns the place after the last value in the flat vector. */
    public int end() {
        return offset + size();
    }
}
