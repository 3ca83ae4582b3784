package org.exeunt.strategies;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/** Weighted sums of one list of parameter sets under many rows of weights at once; each set is read once, from the front to the back. */
public final class Mixture {
    private static final int CHUNK = 256;

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
        List<Row> rows = Arrays.stream(weights)
                .map(row -> Row.of(row, ParameterSet.builder(blocks)))
                .toList();
        double[][] piece = new double[sets.size()][CHUNK];
        Window window = new Window(sets.stream().map(LongVector::of).toList());
        while (window.next()) {
            for (int start = 0; start < window.count(); start += CHUNK) {
                int count = Math.min(CHUNK, window.count() - start);
                for (int j = 0; j < piece.length; j++) {
                    float[] values = window.of(j);
                    for (int p = 0; p < count; p++) {
                        piece[j][p] = values[start + p];
                    }
                }
                rows.forEach(row -> row.mix(piece, count));
            }
        }
        List<ParameterSet> mixed = new ArrayList<>();
        rows.forEach(row -> mixed.add(row.target.build()));
        return mixed;
    }

    /** The sets that count in one row, and where their sum goes. */
    private record Row(int[] sets, double[] weights, ParameterSet.Builder target) {
        static Row of(double[] weights, ParameterSet.Builder target) {
            int[] sets = IntStream.range(0, weights.length)
                    .filter(j -> weights[j] > 0)
                    .toArray();
            return new Row(
                    sets, Arrays.stream(sets).mapToDouble(j -> weights[j]).toArray(), target);
        }

        void mix(double[][] piece, int count) {
            double[][] chosen = new double[sets.length][];
            for (int j = 0; j < sets.length; j++) {
                chosen[j] = piece[sets[j]];
            }
            double[] sum = new double[count];
            LinearCombination.addTo(sum, 0, weights, chosen, sets.length);
            float[] values = new float[count];
            for (int p = 0; p < count; p++) {
                values[p] = (float) sum[p];
            }
            target.add(values, count);
        }
    }
}
