package org.exeunt.runtime.store.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;

/** Reads parameter sets. Each layout is stored once and referred to by its number. */
final class ParameterReader {
    private static final int CHUNK = 1 << 14;

    private final StateInput in;
    private final List<ParameterLayout> layouts;

    /**
     * Creates a reader.
     *
     * @param known layouts that the writer knew, with the first numbers
     */
    ParameterReader(StateInput in, List<ParameterLayout> known) {
        this.in = in;
        this.layouts = new ArrayList<>(known);
    }

    ParameterSet read() throws IOException {
        ParameterLayout layout = layout();
        List<Block> contained = new ArrayList<>();
        long size = 0;
        for (int remaining = in.count(Integer.BYTES); remaining > 0; remaining--) {
            int index = in.readInt();
            if (index < 0 || index >= layout.blocks().size()) {
                throw new CorruptFileException("a parameter set refers to block %d of %d"
                        .formatted(index + 1, layout.blocks().size()));
            }
            contained.add(layout.blocks().get(index));
            size += layout.blocks().get(index).size();
        }
        in.require(size, Float.BYTES, "parameters");
        BlockSet blocks = layout.select(contained::contains);
        ParameterSet.Builder set = ParameterSet.builder(blocks);
        float[] chunk = new float[CHUNK];
        for (int from = 0; from < blocks.size(); from += CHUNK) {
            int count = Math.min(CHUNK, blocks.size() - from);
            in.floats(chunk, count);
            set.add(chunk, count);
        }
        return set.build();
    }

    private ParameterLayout layout() throws IOException {
        int number = in.readInt();
        if (number >= 0 && number < layouts.size()) {
            return layouts.get(number);
        }
        if (number != layouts.size()) {
            throw new CorruptFileException(
                    "layout %d is stored before layout %d".formatted(number + 1, layouts.size() + 1));
        }
        List<Block> blocks = new ArrayList<>();
        int end = 0;
        try {
            for (int remaining = in.count(1); remaining > 0; remaining--) {
                String name = in.text();
                BlockRole role = BlockRole.valueOf(in.text());
                int depth = in.readInt();
                Integer[] shape = new Integer[in.count(Integer.BYTES)];
                for (int axis = 0; axis < shape.length; axis++) {
                    shape[axis] = in.readInt();
                }
                Block block = new Block(name, role, depth, Arrays.asList(shape), end);
                blocks.add(block);
                end = Math.addExact(end, block.size());
            }
            layouts.add(new ParameterLayout(blocks));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CorruptFileException("layout %d is invalid: %s".formatted(number + 1, e.getMessage()));
        }
        return layouts.get(number);
    }
}
