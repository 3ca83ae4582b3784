package org.exeunt.strategies;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/**
 * Weighted sums of one list of parameter sets under many rows of weights at once, the same whatever the number of threads. Each set is read
 * once, from the front to the back, by the calling thread.
 */
public final class Mixture {
    /** What is worked on at once: these values of these sets fit the first-level cache, sums of these rows the second. */
    private static final int CHUNK = 254;

    private static final int SETS = 12;
    private static final int ROWS = 32;

    private Mixture() {}

    /**
     * Returns {@code sum_j weights[i][j] * sets[j]} for each row i, accumulated in double in the order of the sets, in
     * O(rows * sets * values).
     *
     * @param sets at least one, all of the same blocks
     * @param weights not negative; a set of weight 0 is left out, so that a row that is all one set's gives its bits back
     */
    public static List<ParameterSet> of(List<ParameterSet> sets, double[][] weights) {
        BlockSet blocks = sets.get(0).blocks();
        for (ParameterSet set : sets) {
            if (!set.blocks().equals(blocks)) {
                throw new IllegalArgumentException("different blocks: %s and %s".formatted(blocks, set.blocks()));
            }
        }
        double[][] memory = LinearCombination.rows(sets.size() + weights.length, CHUNK);
        double[][] pieces = Arrays.copyOf(memory, sets.size());
        double[][] sums = Arrays.copyOfRange(memory, sets.size(), memory.length);
        List<MixedRows> rows = MixedRows.of(weights, pieces, sums, blocks);
        Window window = new Window(sets.stream().map(LongVector::of).toList());
        while (window.next()) {
            for (int start = 0; start < window.count(); start += CHUNK) {
                int count = Math.min(CHUNK, window.count() - start);
                widen(window, start, count, pieces);
                IntStream.range(0, (rows.size() + ROWS - 1) / ROWS)
                        .parallel()
                        .forEach(block -> mix(rows, block * ROWS, sets.size(), count));
            }
        }
        return rows.stream().flatMap(MixedRows::build).toList();
    }

    private static void widen(Window window, int start, int count, double[][] pieces) {
        for (int j = 0; j < pieces.length; j++) {
            float[] values = window.of(j);
            for (int p = 0; p < count; p++) {
                pieces[j][p] = values[start + p];
            }
        }
    }

    private static void mix(List<MixedRows> all, int top, int sets, int count) {
        List<MixedRows> rows = all.subList(top, Math.min(top + ROWS, all.size()));
        rows.forEach(MixedRows::begin);
        for (int end = SETS; end < sets + SETS; end += SETS) {
            for (MixedRows each : rows) {
                each.add(end, count);
            }
        }
        rows.forEach(each -> each.end(count));
    }
}
