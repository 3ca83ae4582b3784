package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;

/**
 * Splits a random permutation of all examples into parts of different sizes.
 *
 * @param sizes number of examples of each client
 * @param clientSplit number of clients and split of their examples
 */
public record Quantity(
        @Option(value = "Number of examples of each client", inPlace = true) SizeOptions sizes,
        @Option(value = "Number of clients and split of their examples", inPlace = true) ClientSplitOptions clientSplit)
        implements PartitionScheme {

    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        int[] counts = new SizeDraw(sizes).draw(pool, clientSplit.clients(), random);
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
}
