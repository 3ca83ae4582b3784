package org.exeunt.api.params;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.exeunt.api.params.BlockSet.Range;

/**
 * The leading part of some axes of some blocks: of an axis of length L, the first {@code ceil(share * L)} places.
 *
 * <p>Immutable. The values of a slice lie one block after the other in layout order, each row-major, as those of a network whose axes have
 * these lengths would.
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
     * Makes a slice.
     *
     * @param axes of each block that are cut, counted from 0
     * @param share of their places that is kept, above 0 and at most 1; taken as the decimal number it is written as
     */
    public static SubmodelSlice of(BlockSet blocks, Function<Block, Set<Integer>> axes, double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share " + share + " must be above 0 and at most 1");
        }
        return new SubmodelSlice(blocks, axes, BigDecimal.valueOf(share));
    }

    /** Returns the slice that is all of some blocks. */
    public static SubmodelSlice whole(BlockSet blocks) {
        return of(blocks, block -> Set.of(), 1);
    }

    private void addRuns(Block block, int axis, int from, int length, Set<Integer> cut, BigDecimal share) {
        boolean cutFurtherIn = cut.stream().anyMatch(each -> each >= axis);
        if (!cutFurtherIn) {
            runs.add(new Range(from, from + length));
            return;
        }
        int places = block.shape().get(axis);
        int kept = cut.contains(axis)
                ? share.multiply(BigDecimal.valueOf(places))
                        .setScale(0, RoundingMode.CEILING)
                        .intValueExact()
                : places;
        int inner = length / places;
        if (cut.stream().noneMatch(each -> each > axis)) {
            runs.add(new Range(from, from + kept * inner));
            return;
        }
        for (int i = 0; i < kept; i++) {
            addRuns(block, axis + 1, from + i * inner, inner, cut, share);
        }
    }

    /** Returns the blocks of which this is a part. */
    public BlockSet blocks() {
        return blocks;
    }

    /** Returns the runs of the flat vector that are kept, ascending; neighbours may touch. */
    public List<Range> runs() {
        return List.copyOf(runs);
    }

    /** Returns the number of values kept. */
    public int size() {
        return size;
    }

    /** Returns the values kept of a set that has all blocks of this slice. */
    public float[] take(ParameterSet set) {
        float[] flat = flat(set.select(blocks));
        float[] values = new float[size];
        int place = 0;
        for (Range run : runs) {
            System.arraycopy(flat, run.from(), values, place, run.length());
            place += run.length();
        }
        return values;
    }

    /**
     * Returns the blocks with the given values in the slice and zeros outside it.
     *
     * @throws IllegalArgumentException if there are not as many values as the slice keeps
     */
    public ParameterSet pad(float[] values) {
        return put(ParameterSet.zeros(blocks), values);
    }

    /** Returns {@code outside} with what lies in the slice replaced by {@code inside}; both have all blocks of this slice. */
    public ParameterSet replace(ParameterSet outside, ParameterSet inside) {
        return put(outside.select(blocks), take(inside));
    }

    private ParameterSet put(ParameterSet around, float[] values) {
        if (values.length != size) {
            throw new IllegalArgumentException("%d values given for a slice of %d".formatted(values.length, size));
        }
        float[] flat = flat(around);
        int place = 0;
        for (Range run : runs) {
            System.arraycopy(values, place, flat, run.from(), run.length());
            place += run.length();
        }
        return ParameterSet.fromFlat(blocks, flat);
    }

    private float[] flat(ParameterSet set) {
        float[] flat = new float[blocks.layout().size()];
        set.copyToFlat(flat);
        return flat;
    }
}
