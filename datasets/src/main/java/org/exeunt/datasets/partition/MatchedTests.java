package org.exeunt.datasets.partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Partition.ClientShare;

/**
 * Gives every client test examples of the original test set, its classes mixed as in what the client holds: of each class the same fraction
 * of what is held, as large as the scarcest class allows, to the nearest whole example. No two clients share a test example.
 */
final class MatchedTests {
    private MatchedTests() {}

    static List<ClientShare> of(Pool pool, List<ClientShare> shares, RandomGenerator random) {
        int[][] held = shares.stream().map(share -> classCounts(pool, share)).toArray(int[][]::new);
        int[][] tests = testsByClass(pool);
        int scarcest = scarcest(pool, held, tests);
        List<List<Integer>> given =
                shares.stream().<List<Integer>>map(share -> new ArrayList<>()).toList();
        for (int label = 0; label < tests.length; label++) {
            Shuffle.inPlace(tests[label], random);
            long sum = 0;
            int from = 0;
            for (int client = 0; client < held.length; client++) {
                sum += held[client][label];
                int to = nearest(sum * tests[scarcest].length, total(held, scarcest));
                for (int i = from; i < to; i++) {
                    given.get(client).add(tests[label][i]);
                }
                from = to;
            }
        }
        return IntStream.range(0, shares.size())
                .mapToObj(client -> new ClientShare(
                        shares.get(client).train(),
                        shares.get(client).validation(),
                        given.get(client).stream().mapToInt(Integer::intValue).toArray()))
                .toList();
    }

    /** Returns the held class of which there are fewest test examples for each that is held. */
    private static int scarcest(Pool pool, int[][] held, int[][] tests) {
        int scarcest = -1;
        for (int label = 0; label < tests.length; label++) {
            long examples = total(held, label);
            if (examples > 0
                    && (scarcest < 0
                            || tests[label].length * total(held, scarcest) < tests[scarcest].length * examples)) {
                scarcest = label;
            }
        }
        if (tests[scarcest].length == 0) {
            throw PartitionErrors.of(
                    pool,
                    "\"split\": \"native-matched\" needs test examples of every class that clients hold, and there are none of class '%s'. Choose \"merge-split\"."
                            .formatted(pool.dataset().classNames().get(scarcest)));
        }
        return scarcest;
    }

    private static int[][] testsByClass(Pool pool) {
        int end = pool.examples().size();
        return IntStream.range(0, pool.classes())
                .mapToObj(label -> IntStream.range(pool.size(), end)
                        .filter(index -> pool.label(index) == label)
                        .toArray())
                .toArray(int[][]::new);
    }

    private static int[] classCounts(Pool pool, ClientShare share) {
        int[] counts = new int[pool.classes()];
        IntStream.concat(IntStream.of(share.train()), IntStream.of(share.validation()))
                .forEach(index -> counts[pool.label(index)]++);
        return counts;
    }

    private static long total(int[][] held, int label) {
        return Arrays.stream(held).mapToLong(counts -> counts[label]).sum();
    }

    private static int nearest(long dividend, long divisor) {
        return (int) ((2 * dividend + divisor) / (2 * divisor));
    }
}
