package org.exeunt.strategies.cafedistill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.params.ParameterSet;

/** Weighted sums of one set of heads under many rows of weights at once. */
final class Mixture {
    private static final int CHUNK = 256;

    private Mixture() {}

    /**
     * Returns {@code sum_j weights[i][j] * heads[j]} for each row i, accumulated in double in the order of the heads, in
     * O(rows * heads * values).
     *
     * @param heads at least one, all of the same blocks
     */
    static List<ParameterSet> of(List<ParameterSet> heads, double[][] weights) {
        List<float[]> values = heads.stream().map(ParameterSet::values).toList();
        List<Row> rows = Arrays.stream(weights).map(Row::of).toList();
        int length = values.get(0).length;
        float[][] mixed = new float[weights.length][length];
        double[][] piece = new double[heads.size()][CHUNK];
        for (int start = 0; start < length; start += CHUNK) {
            int count = Math.min(CHUNK, length - start);
            for (int j = 0; j < piece.length; j++) {
                for (int p = 0; p < count; p++) {
                    piece[j][p] = values.get(j)[start + p];
                }
            }
            for (int i = 0; i < mixed.length; i++) {
                rows.get(i).mix(piece, mixed[i], start, count);
            }
        }
        List<ParameterSet> result = new ArrayList<>();
        for (float[] head : mixed) {
            result.add(ParameterSet.of(heads.get(0).blocks(), head));
        }
        return result;
    }

    /** The heads that count in one row: a client that is its own teacher gets its own bits back. */
    private record Row(int[] heads, double[] weights) {
        static Row of(double[] weights) {
            int[] heads = IntStream.range(0, weights.length)
                    .filter(j -> weights[j] > 0)
                    .toArray();
            return new Row(
                    heads, Arrays.stream(heads).mapToDouble(j -> weights[j]).toArray());
        }

        void mix(double[][] piece, float[] target, int start, int count) {
            double[][] chosen = new double[heads.length][];
            for (int j = 0; j < heads.length; j++) {
                chosen[j] = piece[heads[j]];
            }
            double[] sum = new double[count];
            LinearCombination.addTo(sum, 0, weights, chosen, heads.length);
            for (int p = 0; p < count; p++) {
                target[start + p] = (float) sum[p];
            }
        }
    }
}
