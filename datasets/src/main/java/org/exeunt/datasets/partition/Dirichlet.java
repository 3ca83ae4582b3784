package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;

/**
 * Distributes each class over all clients in proportions drawn from a Dirichlet distribution.
 *
 * <p>Source: the "dir" split of PFLlib, "noniid" of pFedGraph. They require at least 40 and 10 examples per client; the
 * default of 4 is PFLlib's {@code batch / (1 - train fraction)} for batches of one. Deviation: fails after 10,000
 * draws.
 *
 * @param alpha concentration: with 0.1 clients have few classes, with 100 they are nearly equal
 * @param clientSplit number of clients and split of their examples
 * @param minExamples minimum number of examples per client; draws below it are repeated
 */
public record Dirichlet(
        @Option(
                        value = "Concentration: with 0.1 clients have few classes, with 100 they are nearly equal",
                        defaultValue = "0.3",
                        min = 1e-6,
                        max = 1e9)
                double alpha,
        @Option(value = "Number of clients and split of their examples", inPlace = true) ClientSplitOptions clientSplit,
        @Option(
                        value = "Minimum number of examples per client; draws below it are repeated",
                        defaultValue = "4",
                        min = 1,
                        unit = "examples")
                int minExamples)
        implements PartitionScheme {

    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        int clients = clientSplit.clients();
        PartitionErrors.requireExamples(pool, clients, minExamples);
        int[][] classes = pool.byClass();
        return RejectionSampling.draw(
                minExamples,
                parts -> Stream.of(parts).mapToInt(part -> part.length).min().orElseThrow(),
                () -> assign(classes, clients, pool.size(), random),
                "partition.min-examples",
                ("partition.alpha is %s, and %d clients share %d examples. Lower partition.min-examples or "
                                + "partition.clients, or raise partition.alpha.")
                        .formatted(alpha, clients, pool.size()));
    }

    private int[][] assign(int[][] classes, int clients, int examples, RandomGenerator random) {
        int[][] assigned = new int[clients][0];
        for (int[] members : classes) {
            int[] shuffled = members.clone();
            RandomOrder.shuffle(shuffled, random);
            double[] logShares = DirichletDraw.logShares(alpha, clients, random);
            boolean[] full = new boolean[clients];
            for (int i = 0; i < clients; i++) {
                full[i] = (long) assigned[i].length * clients >= examples;
            }
            int[] cuts = cuts(DirichletDraw.shares(logShares, full), shuffled.length);
            for (int i = 0; i < clients; i++) {
                assigned[i] = Indices.append(assigned[i], shuffled, cuts[i], cuts[i + 1]);
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
