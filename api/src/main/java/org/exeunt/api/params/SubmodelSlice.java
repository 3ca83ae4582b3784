package org.exeunt.api.params;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.exeunt.api.DecimalProduct;
import org.exeunt.api.params.BlockSet.Range;

/**
 * A part of some axes of some blocks: of an axis of length L, {@code ceil(share * L)} consecutive positions. They begin
 * at position {@code offset mod L} and wrap around; by default they are the leading ones.
 *
 * <p>Immutable. The values of a slice are ordered like those of a network with the shorter axes: block after block in
 * layout order, each block in row-major order.
 */
public final class SubmodelSlice {
    private final BlockSet blocks;
    private final List<Range> runs = new ArrayList<>();
    private final int size;

    private SubmodelSlice(BlockSet blocks, Function<Block, Set<Integer>> axes, double share, int offset) {
        this.blocks = blocks;
        for (Block block : blocks.blocks()) {
            addRuns(
                    keptPositions(block, axes.apply(block), share, offset),
                    block.shape(),
                    block.offset(),
                    block.size());
        }
        this.size = runs.stream().mapToInt(Range::length).sum();
    }

    /**
     * Returns a slice of some blocks.
     *
     * @param axes the axes of a block to shorten, 0-based
     * @param share fraction of the positions to keep, above 0 and at most 1; taken as the decimal number it prints as
     */
    public static SubmodelSlice of(BlockSet blocks, Function<Block, Set<Integer>> axes, double share) {
        return of(blocks, axes, share, 0);
    }

    /**
     * Returns a slice of some blocks that begins at any position of its axes.
     *
     * @param axes the axes of a block to shorten, 0-based
     * @param share fraction of the positions to keep, above 0 and at most 1; taken as the decimal number it prints as
     * @param offset first kept position of every axis, modulo its length; at least 0
     */
    public static SubmodelSlice of(BlockSet blocks, Function<Block, Set<Integer>> axes, double share, int offset) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share is " + share + "; expected above 0 and at most 1");
        }
        if (offset < 0) {
            throw new IllegalArgumentException("offset is " + offset + "; expected at least 0");
        }
        return new SubmodelSlice(blocks, axes, share, offset);
    }

    /** Returns the slice that contains all of some blocks. */
    public static SubmodelSlice whole(BlockSet blocks) {
        return of(blocks, block -> Set.of(), 1);
    }

    /** Returns the kept positions of the axes of a block up to the innermost one that is shortened. */
    private static List<List<Range>> keptPositions(Block block, Set<Integer> cut, double share, int offset) {
        List<List<Range>> kept = new ArrayList<>();
        for (int axis = 0; cut.stream().anyMatch(each -> each >= kept.size()); axis++) {
            int length = block.shape().get(axis);
            kept.add(cut.contains(axis) ? window(length, share, offset % length) : List.of(new Range(0, length)));
        }
        return kept;
    }

    /** Returns the kept positions of an axis in ascending order: one range or, if they wrap around, two. */
    private static List<Range> window(int length, double share, int first) {
        int kept = DecimalProduct.ceil(share, length);
        int wrapped = kept == length ? first : Math.max(0, first + kept - length);
        Range last = new Range(first, first + kept - wrapped);
        return wrapped == 0 ? List.of(last) : List.of(new Range(0, wrapped), last);
    }

    /** Adds the kept values of a part of a block, which begins at an index of the flat vector. */
    private void addRuns(List<List<Range>> kept, List<Integer> shape, int from, int length) {
        if (kept.isEmpty()) {
            runs.add(new Range(from, from + length));
            return;
        }
        int inner = length / shape.get(0);
        for (Range range : kept.get(0)) {
            if (kept.size() == 1) {
                runs.add(new Range(from + range.from() * inner, from + range.to() * inner));
                continue;
            }
            for (int i = range.from(); i < range.to(); i++) {
                addRuns(kept.subList(1, kept.size()), shape.subList(1, shape.size()), from + i * inner, inner);
            }
        }
    }

    /** Returns the blocks that this slice is a part of. */
    public BlockSet blocks() {
        return blocks;
    }

    /** Returns the ranges of the flat vector in the slice, in ascending order; ranges may be adjacent. */
    public List<Range> runs() {
        return List.copyOf(runs);
    }

    /** Returns the number of values in the slice. */
    public int size() {
        return size;
    }

    /**
     * Returns the values in the slice of a set.
     *
     * @param set has all blocks of this slice
     */
    public float[] take(ParameterSet set) {
        float[] flat = set.select(blocks).flat();
        float[] values = new float[size];
        int position = 0;
        for (Range run : runs) {
            System.arraycopy(flat, run.from(), values, position, run.length());
            position += run.length();
        }
        return values;
    }

    /**
     * Returns the blocks with the given values in the slice and zeros outside it.
     *
     * @throws IllegalArgumentException if the number of values is not the size of the slice
     */
    public ParameterSet pad(float[] values) {
        return put(ParameterSet.zeros(blocks), values);
    }

    /**
     * Returns {@code outside} with the values in the slice replaced by those of {@code inside}.
     *
     * @param outside has all blocks of this slice
     * @param inside has all blocks of this slice
     */
    public ParameterSet replace(ParameterSet outside, ParameterSet inside) {
        return put(outside.select(blocks), take(inside));
    }

    private ParameterSet put(ParameterSet around, float[] values) {
        if (values.length != size) {
            throw new IllegalArgumentException("%d values given for a slice of %d".formatted(values.length, size));
        }
        float[] flat = around.flat();
        int position = 0;
        for (Range run : runs) {
            System.arraycopy(values, position, flat, run.from(), run.length());
            position += run.length();
        }
        return ParameterSet.fromFlat(blocks, flat);
    }
}
