package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;

/**
 * Splits a random permutation of all examples into parts of different sizes, in proportions of a Dirichlet draw. Sizes
 * are rounded by the largest-remainder method, with ties in client order.
 *
 * @param alpha concentration of the sizes
 * @param minExamples minimum number of examples per client; draws below it are repeated
 * @param clientSplit number of clients and split of their examples
 */
public record Quantity(
        @Option(
                        value =
                                "Concentration of the sizes: with 0.1 they differ widely, with 100 they are nearly equal",
                        defaultValue = "0.5",
                        min = 1e-6,
                        max = 1e9)
                double alpha,
        @Option(
                        value = "Minimum number of examples per client; draws below it are repeated",
                        defaultValue = "10",
                        min = 1,
                        unit = "examples")
                int minExamples,
        @Option(value = "Number of clients and split of their examples", inPlace = true) ClientSplitOptions clientSplit)
        implements PartitionScheme {

    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        int clients = clientSplit.clients();
        PartitionErrors.requireExamples(pool, clients, minExamples);
        int[] counts = RejectionSampling.draw(
                minExamples,
                sizes -> Arrays.stream(sizes).min().orElseThrow(),
                () -> rounded(
                        DirichletDraw.shares(DirichletDraw.logShares(alpha, clients, random), new boolean[clients]),
                        pool.size()),
                "partition.min-examples",
                "%d clients share %d examples. Lower partition.min-examples or partition.clients, or raise partition.alpha."
                        .formatted(clients, pool.size()));
        int[] examples = pool.indices();
        RandomOrder.shuffle(examples, random);
        int[][] assigned = new int[counts.length][];
        int from = 0;
        for (int client = 0; client < counts.length; client++) {
            assigned[client] = Arrays.copyOfRange(examples, from, from + counts[client]);
            from += counts[client];
        }
        return assigned;
    }

    /** Returns whole numbers that sum to {@code sum} and differ from {@code shares * sum} by less than one. */
    static int[] rounded(double[] shares, int sum) {
        int[] whole =
                Arrays.stream(shares).mapToInt(share -> (int) (share * sum)).toArray();
        int left = sum - Arrays.stream(whole).sum();
        IntStream.range(0, shares.length)
                .boxed()
                .sorted(Comparator.comparingDouble(part -> whole[part] - shares[part] * sum))
                .limit(left)
                .forEach(part -> whole[part]++);
        return whole;
    }
}
