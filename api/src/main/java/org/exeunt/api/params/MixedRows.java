package org.exeunt.api.params;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One row of weighted sums, or two rows that use the same vectors. Computed chunk by chunk, each chunk by several calls
 * of {@link #add}.
 */
final class MixedRows {
    private final int[] vectors;
    private final double[][] pieces;
    private final double[][] weights;
    private final double[][] sums;
    private final float[][] results;
    private int added;

    private MixedRows(int[] vectors, double[][] rows, double[][] pieces, double[][] sums, float[][] results) {
        this.vectors = vectors;
        this.pieces = Arrays.stream(vectors).mapToObj(j -> pieces[j]).toArray(double[][]::new);
        this.weights = Arrays.stream(rows)
                .map(row -> Arrays.stream(vectors).mapToDouble(j -> row[j]).toArray())
                .toArray(double[][]::new);
        this.sums = sums;
        this.results = results;
    }

    /**
     * Returns the rows in order.
     *
     * @param weights vectors of weight 0 are skipped
     * @param pieces buffers for the current chunk of each vector
     * @param sums buffers for the current chunk of each row's sum
     * @param results receive the sums of each row
     */
    static List<MixedRows> of(double[][] weights, double[][] pieces, double[][] sums, float[][] results) {
        List<MixedRows> all = new ArrayList<>();
        int end;
        for (int i = 0; i < weights.length; i = end) {
            int[] vectors = positive(weights[i]);
            boolean two = i + 1 < weights.length && Arrays.equals(vectors, positive(weights[i + 1]));
            end = two ? i + 2 : i + 1;
            all.add(new MixedRows(
                    vectors,
                    Arrays.copyOfRange(weights, i, end),
                    pieces,
                    Arrays.copyOfRange(sums, i, end),
                    Arrays.copyOfRange(results, i, end)));
        }
        return all;
    }

    private static int[] positive(double[] weights) {
        return IntStream.range(0, weights.length).filter(j -> weights[j] > 0).toArray();
    }

    /** Starts a chunk. */
    void begin() {
        added = 0;
        for (double[] sum : sums) {
            Arrays.fill(sum, 0);
        }
    }

    /**
     * Adds the vectors before index {@code end} that were not added yet, in order. May defer a few to the next call;
     * the call that reaches the last vector adds all.
     */
    void add(int end, int count) {
        int last = added;
        while (last < vectors.length && vectors[last] < end) {
            last++;
        }
        if (last < vectors.length) {
            last -= (last - added) % LinearCombination.rowsAtOnce(sums.length);
        }
        LinearCombination.addTo(sums, 0, count, weights, pieces, added, last);
        added = last;
    }

    /** Completes a chunk: writes its sums, rounded to float, to the results from index {@code start}. */
    void end(int start, int count) {
        for (int i = 0; i < sums.length; i++) {
            for (int p = 0; p < count; p++) {
                results[i][start + p] = (float) sums[i][p];
            }
        }
    }
}
