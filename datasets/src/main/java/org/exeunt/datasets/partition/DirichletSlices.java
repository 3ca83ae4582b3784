package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import org.exeunt.api.random.RandomOrder;

/**
 * Splits each class into slices for its holders, in proportions of a Dirichlet draw. A client that already has an equal
 * part of all examples gets nothing of further classes, unless this applies to all holders. The draw is repeated until
 * all clients have enough examples.
 *
 * @param clients number of clients
 * @param minExamples minimum number of examples per client
 */
record DirichletSlices(double alpha, int clients, int minExamples) {

    /**
     * Returns the indices of each client.
     *
     * @param holders for each class, the clients that may have it, in ascending order
     */
    int[][] assign(Pool pool, int[][] holders, RandomGenerator random) {
        PartitionErrors.requireExamples(pool, clients, minExamples);
        int[][] classes = pool.byClass();
        return RejectionSampling.draw(
                minExamples,
                RejectionSampling::shortest,
                () -> assign(classes, holders, pool.size(), random),
                "partition.min-examples",
                ("partition.alpha is %s, and %d clients share %d examples. Lower partition.min-examples or "
                                + "partition.clients, or raise partition.alpha.")
                        .formatted(alpha, clients, pool.size()));
    }

    private int[][] assign(int[][] classes, int[][] holders, int examples, RandomGenerator random) {
        int[][] assigned = new int[clients][0];
        for (int label = 0; label < classes.length; label++) {
            int[] sharing = holders[label];
            int[] shuffled = classes[label].clone();
            RandomOrder.shuffle(shuffled, random);
            double[] logShares = DirichletDraw.logShares(alpha, sharing.length, random);
            boolean[] full = new boolean[sharing.length];
            for (int i = 0; i < sharing.length; i++) {
                full[i] = (long) assigned[sharing[i]].length * clients >= examples;
            }
            int[] cuts = cuts(DirichletDraw.shares(logShares, full), shuffled.length);
            for (int i = 0; i < sharing.length; i++) {
                assigned[sharing[i]] = Indices.append(assigned[sharing[i]], shuffled, cuts[i], cuts[i + 1]);
            }
        }
        return assigned;
    }

    /** Returns the boundaries of the slices of {@code count} examples: one more than there are shares. */
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
