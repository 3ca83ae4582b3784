package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Cuts every class into consecutive slices, one for each client that may hold it, whose sizes follow a Dirichlet draw; a client that holds its
 * equal part of all examples already gets nothing of further classes, unless that is true of all. Repeated until every client has enough.
 */
record DirichletSlices(double alpha, int clients, int minExamples) {

    /**
     * Returns what each client holds.
     *
     * @param holders the clients that may hold a class, for each class, ascending; nobody holds a class without holders
     */
    int[][] deal(Pool pool, int[][] holders, RandomGenerator random) {
        Enough.require(pool, clients, minExamples);
        int[][] classes = pool.byClass();
        return Draws.until(
                minExamples,
                dealt -> Stream.of(dealt).mapToInt(held -> held.length).min().orElseThrow(),
                () -> deal(classes, holders, pool.size(), random),
                "partition.min-examples",
                "partition.alpha is %s, and %d clients share %d examples. Lower min-examples or clients, or raise alpha."
                        .formatted(alpha, clients, pool.size()));
    }

    private int[][] deal(int[][] classes, int[][] holders, int examples, RandomGenerator random) {
        int[][] dealt = new int[clients][0];
        for (int label = 0; label < classes.length; label++) {
            int[] sharing = holders[label];
            int[] shuffled = classes[label].clone();
            Shuffle.inPlace(shuffled, random);
            double[] logShares = DirichletDraw.logShares(alpha, sharing.length, random);
            boolean[] full = new boolean[sharing.length];
            for (int i = 0; i < sharing.length; i++) {
                full[i] = (long) dealt[sharing[i]].length * clients >= examples;
            }
            int[] cuts = cuts(DirichletDraw.shares(logShares, full), shuffled.length);
            for (int i = 0; i < sharing.length; i++) {
                dealt[sharing[i]] = Append.range(dealt[sharing[i]], shuffled, cuts[i], cuts[i + 1]);
            }
        }
        return dealt;
    }

    /** Returns where the slices of {@code count} examples begin and end, one more than there are shares. */
    static int[] cuts(double[] shares, int count) {
        int[] cuts = new int[shares.length + 1];
        double sum = 0;
        for (int part = 0; part < shares.length - 1; part++) {
            sum += shares[part];
            cuts[part + 1] = Math.min(count, (int) (sum * count));
        }
        cuts[shares.length] = count;
        return cuts;
    }
}
