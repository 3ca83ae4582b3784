package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;

/**
 * Splits a random permutation of all examples into parts with sizes that differ by at most one.
 *
 * @param clientSplit number of clients and split of their examples
 */
public record Iid(
        @Option(value = "Number of clients and split of their examples", inPlace = true) ClientSplitOptions clientSplit)
        implements PartitionScheme {

    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        int clients = clientSplit.clients();
        PartitionErrors.requireExamples(pool, clients, 1);
        int[] examples = pool.indices();
        RandomOrder.shuffle(examples, random);
        return IntStream.range(0, clients)
                .mapToObj(client -> Arrays.copyOfRange(
                        examples,
                        Indices.cut(examples.length, client, clients),
                        Indices.cut(examples.length, client + 1, clients)))
                .toArray(int[][]::new);
    }
}
