package org.exeunt.api.params;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A row of weighted sums, or two of the same vectors: piece by piece, and the vectors of a piece in several goes. */
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
     * @param weights vectors of weight 0 have no part in a row
     * @param pieces where the values of each vector will lie, a piece at a time
     * @param sums where a piece of each row is summed up, as long as a piece
     * @param results where the sums of each row go
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

    /** Begins a piece. */
    void begin() {
        added = 0;
        for (double[] sum : sums) {
            Arrays.fill(sum, 0);
        }
    }

    /** Adds the vectors before {@code end} that were not, in order; a few may be left to the next call, none to that which reaches the last. */
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

    /** Ends a piece: its sums, rounded, go to the results from {@code start} on. */
    void end(int start, int count) {
        for (int i = 0; i < sums.length; i++) {
            for (int p = 0; p < count; p++) {
                results[i][start + p] = (float) sums[i][p];
            }
        }
    }
}
