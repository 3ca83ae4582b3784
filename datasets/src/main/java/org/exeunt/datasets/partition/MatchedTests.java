package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.random.RandomOrder;

/**
 * Assigns examples of the original test set to clients, with the class proportions of each client. The number of test
 * examples of a class is the same fraction of the examples a client has of it, as large as the scarcest class allows,
 * rounded to whole examples. Test examples are not shared between clients.
 */
final class MatchedTests {
    private MatchedTests() {}

    static List<ClientShare> of(Pool pool, List<ClientShare> shares, RandomGenerator random) {
        int[][] clientCounts =
                shares.stream().map(share -> classCounts(pool, share)).toArray(int[][]::new);
        int[][] tests =
                Indices.grouped(pool.classes(), pool.size(), pool.examples().size(), pool::label);
        int scarcest = scarcest(pool, clientCounts, tests);
        long examples = total(clientCounts, scarcest);
        List<IntStream.Builder> assigned =
                shares.stream().map(share -> IntStream.builder()).toList();
        for (int label = 0; label < tests.length; label++) {
            RandomOrder.shuffle(tests[label], random);
            long sum = 0;
            int from = 0;
            for (int client = 0; client < clientCounts.length; client++) {
                sum += clientCounts[client][label];
                int to = nearest(sum * tests[scarcest].length, examples);
                Arrays.stream(tests[label], from, to).forEach(assigned.get(client));
                from = to;
            }
        }
        return IntStream.range(0, shares.size())
                .mapToObj(client -> new ClientShare(
                        shares.get(client).train(),
                        shares.get(client).validation(),
                        assigned.get(client).build().toArray()))
                .toList();
    }

    /** Returns the class with the fewest test examples per assigned example. */
    private static int scarcest(Pool pool, int[][] clientCounts, int[][] tests) {
        int scarcest = -1;
        for (int label = 0; label < tests.length; label++) {
            long examples = total(clientCounts, label);
            if (examples > 0
                    && (scarcest < 0
                            || tests[label].length * total(clientCounts, scarcest)
                                    < tests[scarcest].length * examples)) {
                scarcest = label;
            }
        }
        if (tests[scarcest].length == 0) {
            throw PartitionErrors.of(
                    pool,
                    ("partition.split = \"native-matched\" requires test examples of every class of the clients, "
                                    + "and class '%s' has none. Set partition.split to \"merge-split\".")
                            .formatted(pool.dataset().classNames().get(scarcest)));
        }
        return scarcest;
    }

    private static int[] classCounts(Pool pool, ClientShare share) {
        int[] counts = new int[pool.classes()];
        IntStream.concat(IntStream.of(share.train()), IntStream.of(share.validation()))
                .forEach(index -> counts[pool.label(index)]++);
        return counts;
    }

    private static long total(int[][] clientCounts, int label) {
        return Arrays.stream(clientCounts).mapToLong(counts -> counts[label]).sum();
    }

    private static int nearest(long dividend, long divisor) {
        return (int) ((2 * dividend + divisor) / (2 * divisor));
    }
}
