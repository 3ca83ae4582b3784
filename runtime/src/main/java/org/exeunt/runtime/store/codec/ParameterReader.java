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

/** Reads parameter sets, whose layouts are written once and numbered. */
final class ParameterReader {
    private static final int PIECE = 1 << 14;

    private final StateInput in;
    private final List<ParameterLayout> layouts = new ArrayList<>();

    ParameterReader(StateInput in) {
        this.in = in;
    }

    ParameterSet read() throws IOException {
        ParameterLayout layout = layout();
        List<Block> own = new ArrayList<>();
        long size = 0;
        for (int left = in.count(Integer.BYTES); left > 0; left--) {
            int place = in.readInt();
            if (place < 0 || place >= layout.blocks().size()) {
                throw new CorruptFileException("a set names block %d of %d"
                        .formatted(place + 1, layout.blocks().size()));
            }
            own.add(layout.blocks().get(place));
            size += layout.blocks().get(place).size();
        }
        in.require(size, Float.BYTES, "parameters");
        BlockSet blocks = layout.select(own::contains);
        ParameterSet.Builder set = ParameterSet.builder(blocks);
        float[] piece = new float[PIECE];
        for (int from = 0; from < blocks.size(); from += PIECE) {
            int count = Math.min(PIECE, blocks.size() - from);
            in.floats(piece, count);
            set.add(piece, count);
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
                    "layout %d comes before layout %d".formatted(number + 1, layouts.size() + 1));
        }
        List<Block> blocks = new ArrayList<>();
        int end = 0;
        try {
            for (int left = in.count(1); left > 0; left--) {
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
            throw new CorruptFileException("layout %d makes no sense: %s".formatted(number + 1, e.getMessage()));
        }
        return layouts.get(number);
    }
}
