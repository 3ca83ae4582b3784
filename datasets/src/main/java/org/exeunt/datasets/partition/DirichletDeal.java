package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Every class spread over all clients.
 *
 * <p>Source: the "dir" split of PFLlib, "noniid" of pFedGraph. Their smallest numbers of examples are 40 and 10; the default of 4 is PFLlib's
 * {@code batch / (1 - train share)} at a batch of one. Deviation: draws are given up after 10,000.
 */
record DirichletDeal(DirichletOptions options) implements Deal {
    @Override
    public int[][] deal(Pool pool, RandomGenerator random) {
        int[] everybody = IntStream.range(0, options.dealing().clients()).toArray();
        int[][] holders =
                IntStream.range(0, pool.classes()).mapToObj(label -> everybody).toArray(int[][]::new);
        return new DirichletSlices(options.alpha(), everybody.length, options.minExamples())
                .deal(pool, holders, random);
    }
}
