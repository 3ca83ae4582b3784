package org.exeunt.strategies;

import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterSet;

/**
 * Weighted sums of one list of parameter sets under many rows of weights at once. Each set is read once, from the front to the back, by the calling
 * thread.
 */
public final class WeightedSums {
    private WeightedSums() {}

    /**
     * Returns {@code sum_j weights[i][j] * sets[j]} for each row i, accumulated in double, in O(rows * sets * values).
     *
     * @param algebra forms the sums, by whose contract they are the same whatever the number of threads
     * @param sets at least one, all of the same blocks
     * @param weights not negative; a set of weight 0 is left out, so that a row that is all one set's gives its bits back
     */
    public static List<ParameterSet> of(LinearAlgebra algebra, List<ParameterSet> sets, double[][] weights) {
        BlockSet blocks = sets.get(0).blocks();
        for (ParameterSet set : sets) {
            if (!set.blocks().equals(blocks)) {
                throw new IllegalArgumentException("different blocks: %s and %s".formatted(blocks, set.blocks()));
            }
        }
        List<ParameterSet.Builder> mixtures =
                Stream.of(weights).map(row -> ParameterSet.builder(blocks)).toList();
        VectorChunk window =
                new VectorChunk(sets.stream().map(ParameterVector::of).toList());
        float[][] sums = new float[weights.length][window.length()];
        while (window.next()) {
            algebra.weightedSums(weights, window.values(), window.count(), sums);
            for (int i = 0; i < sums.length; i++) {
                mixtures.get(i).add(sums[i], window.count());
            }
        }
        return mixtures.stream().map(ParameterSet.Builder::build).toList();
    }
}
