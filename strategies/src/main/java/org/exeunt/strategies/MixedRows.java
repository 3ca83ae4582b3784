package org.exeunt.strategies;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/** A row of a mixture, or two that are mixed of the same sets: piece by piece, and the sets of a piece in several goes. */
final class MixedRows {
    private final int[] sets;
    private final double[][] pieces;
    private final double[][] weights;
    private final double[][] sums;
    private final float[] values;
    private final List<ParameterSet.Builder> targets;
    private int added;

    private MixedRows(int[] sets, List<double[]> rows, double[][] pieces, double[][] sums, BlockSet blocks) {
        this.sets = sets;
        this.pieces = Arrays.stream(sets).mapToObj(j -> pieces[j]).toArray(double[][]::new);
        this.weights = rows.stream()
                .map(row -> Arrays.stream(sets).mapToDouble(j -> row[j]).toArray())
                .toArray(double[][]::new);
        this.sums = sums;
        this.values = new float[sums[0].length];
        this.targets = rows.stream().map(row -> ParameterSet.builder(blocks)).toList();
    }

    /**
     * Returns the rows of a mixture in order.
     *
     * @param weights sets of weight 0 have no part in a row
     * @param pieces where the values of each set will lie, a piece at a time
     * @param sums where a piece of each row is summed up, as long as a piece
     */
    static List<MixedRows> of(double[][] weights, double[][] pieces, double[][] sums, BlockSet blocks) {
        List<MixedRows> all = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            int first = i;
            int[] sets = positive(weights[i]);
            List<double[]> rows = new ArrayList<>(List.of(weights[i]));
            if (i + 1 < weights.length && Arrays.equals(sets, positive(weights[i + 1]))) {
                i++;
                rows.add(weights[i]);
            }
            all.add(new MixedRows(sets, rows, pieces, Arrays.copyOfRange(sums, first, i + 1), blocks));
        }
        return all;
    }

    private static int[] positive(double[] weights) {
        return IntStream.range(0, weights.length).filter(j -> weights[j] > 0).toArray();
    }

    /** Begins a piece. */
    void begin() {
        added = 0;
        for (double[] sum : sums) {
            Arrays.fill(sum, 0);
        }
    }

    /** Adds the sets before {@code end} that were not, in order; a few may be left to the next call, none to that which reaches the last. */
    void add(int end, int count) {
        int last = added;
        while (last < sets.length && sets[last] < end) {
            last++;
        }
        if (last < sets.length) {
            last -= (last - added) % LinearCombination.rowsAtOnce(sums.length);
        }
        LinearCombination.addTo(sums, 0, count, weights, pieces, added, last);
        added = last;
    }

    /** Ends a piece: its values are those of the sums. */
    void end(int count) {
        for (int i = 0; i < sums.length; i++) {
            for (int p = 0; p < count; p++) {
                values[p] = (float) sums[i][p];
            }
            targets.get(i).add(values, count);
        }
    }

    /** Returns the mixed sets after the last piece. */
    Stream<ParameterSet> build() {
        return targets.stream().map(ParameterSet.Builder::build);
    }
}
