package org.exeunt.strategies.cafedistill;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.params.ParameterSet;

/** Weighted sums of one set of heads under many rows of weights at once. */
final class Mixture {
    private static final int CHUNK = 64;

    private Mixture() {}

    /**
     * Returns {@code sum_j weights[i][j] * heads[j]} for each row i, accumulated in double in the order of the heads, in
     * O(rows * heads * values).
     *
     * @param heads at least one, all of the same blocks
     */
    static List<ParameterSet> of(List<ParameterSet> heads, double[][] weights) {
        List<float[]> values = heads.stream().map(ParameterSet::values).toList();
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
            for (int i = 0; i < weights.length; i++) {
                mixPiece(piece, weights[i], mixed[i], start, count);
            }
        }
        List<ParameterSet> result = new ArrayList<>();
        for (float[] head : mixed) {
            result.add(ParameterSet.of(heads.get(0).blocks(), head));
        }
        return result;
    }

    private static void mixPiece(double[][] piece, double[] weights, float[] target, int start, int count) {
        // heads that do not count are left out: a client that is its own teacher gets its own bits back
        double[] positive = new double[weights.length];
        double[][] rows = new double[weights.length][];
        int used = 0;
        for (int j = 0; j < weights.length; j++) {
            if (weights[j] > 0) {
                positive[used] = weights[j];
                rows[used++] = piece[j];
            }
        }
        double[] sum = new double[count];
        LinearCombination.addTo(sum, 0, positive, rows, used);
        for (int p = 0; p < count; p++) {
            target[start + p] = (float) sum[p];
        }
    }
}
