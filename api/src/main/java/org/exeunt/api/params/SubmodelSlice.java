package org.exeunt.api.params;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.exeunt.api.params.BlockSet.Range;

/**
 * The leading part of some axes of some blocks: of an axis of length L, the first {@code ceil(share * L)} positions.
 *
 * <p>Immutable. The values of a slice are ordered like those of a network with the shorter axes: block after block in
 * layout order, each block in row-major order.
 */
public final class SubmodelSlice {
    private final BlockSet blocks;
    private final List<Range> runs = new ArrayList<>();
    private final int size;

    private SubmodelSlice(BlockSet blocks, Function<Block, Set<Integer>> axes, BigDecimal share) {
        this.blocks = blocks;
        for (Block block : blocks.blocks()) {
            addRuns(block, 0, block.offset(), block.size(), axes.apply(block), share);
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
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share is " + share + "; expected above 0 and at most 1");
        }
        return new SubmodelSlice(blocks, axes, BigDecimal.valueOf(share));
    }

    /** Returns the slice that contains all of some blocks. */
    public static SubmodelSlice whole(BlockSet blocks) {
        return of(blocks, block -> Set.of(), 1);
    }

    private void addRuns(Block block, int axis, int from, int length, Set<Integer> cut, BigDecimal share) {
        boolean cutsThisOrInnerAxis = cut.stream().anyMatch(each -> each >= axis);
        if (!cutsThisOrInnerAxis) {
            runs.add(new Range(from, from + length));
            return;
        }
        int axisLength = block.shape().get(axis);
        int kept = cut.contains(axis)
                ? share.multiply(BigDecimal.valueOf(axisLength))
                        .setScale(0, RoundingMode.CEILING)
                        .intValueExact()
                : axisLength;
        int inner = length / axisLength;
        if (cut.stream().noneMatch(each -> each > axis)) {
            runs.add(new Range(from, from + kept * inner));
            return;
        }
        for (int i = 0; i < kept; i++) {
            addRuns(block, axis + 1, from + i * inner, inner, cut, share);
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
        float[] flat = flat(set.select(blocks));
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
        float[] flat = flat(around);
        int position = 0;
        for (Range run : runs) {
            System.arraycopy(values, position, flat, run.from(), run.length());
            position += run.length();
        }
        return ParameterSet.fromFlat(blocks, flat);
    }

    private float[] flat(ParameterSet set) {
        float[] flat = new float[blocks.layout().size()];
        set.copyToFlat(flat);
        return flat;
    }
}
