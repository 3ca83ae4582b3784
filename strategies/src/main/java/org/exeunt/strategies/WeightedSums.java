package org.exeunt.strategies;

import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterSet;

/**
 * Computes several weighted sums of the same parameter sets in one pass. Each set is read once, from start to end, by
 * the calling thread.
 */
public final class WeightedSums {
    private WeightedSums() {}

    /**
     * Returns {@code sum_j weights[i][j] * sets[j]} for each row i, accumulated in double, in O(rows * sets * values).
     *
     * @param algebra computes the sums; its contract guarantees the same result for any number of threads
     * @param sets at least one, all with the same blocks
     * @param weights at least 0; sets of weight 0 are skipped, so a row with a single weight of 1 returns that set bit
     *     for bit
     * @throws IllegalArgumentException if the sets have different blocks
     */
    public static List<ParameterSet> of(LinearAlgebra algebra, List<ParameterSet> sets, double[][] weights) {
        BlockSet blocks = sets.get(0).blocks();
        for (ParameterSet set : sets) {
            if (!set.blocks().equals(blocks)) {
                throw new IllegalArgumentException(
                        "parameter sets have different blocks: %s and %s".formatted(blocks, set.blocks()));
            }
        }
        List<ParameterSet.Builder> results =
                Stream.of(weights).map(row -> ParameterSet.builder(blocks)).toList();
        VectorChunk chunk =
                new VectorChunk(sets.stream().map(ParameterVector::of).toList());
        float[][] sums = new float[weights.length][chunk.length()];
        while (chunk.next()) {
            algebra.weightedSums(weights, chunk.values(), chunk.count(), sums);
            for (int i = 0; i < sums.length; i++) {
                results.get(i).add(sums[i], chunk.count());
            }
        }
        return results.stream().map(ParameterSet.Builder::build).toList();
    }
}
