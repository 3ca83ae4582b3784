package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;

/**
 * Sorts all examples by class, splits them into shards of equal size and assigns shards to clients at random. Examples
 * after the last shard are left out.
 *
 * <p>Source: FedAvg (McMahan et al., AISTATS 2017).
 *
 * @param shardsPerClient number of shards of each client
 * @param clientSplit number of clients and split of their examples
 */
public record Shards(
        @Option(value = "Number of shards of each client", defaultValue = "2", min = 1, unit = "shards")
                int shardsPerClient,
        @Option(value = "Number of clients and split of their examples", inPlace = true) ClientSplitOptions clientSplit)
        implements PartitionScheme {

    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        int clients = clientSplit.clients();
        PartitionErrors.requireExamples(pool, clients, shardsPerClient);
        int[] shards = IntStream.range(0, clients * shardsPerClient).toArray();
        int size = pool.size() / shards.length;
        int left = pool.size() % shards.length;
        if (left > 0) {
            pool.warn("%d shards of %d examples leave out %d of the %d examples of %s"
                    .formatted(
                            shards.length,
                            size,
                            left,
                            pool.size(),
                            pool.dataset().name()));
        }
        int[] sorted = Stream.of(pool.byClass()).flatMapToInt(IntStream::of).toArray();
        RandomOrder.shuffle(shards, random);
        int[][] assigned = new int[clients][0];
        for (int i = 0; i < shards.length; i++) {
            assigned[i / shardsPerClient] =
                    Indices.append(assigned[i / shardsPerClient], sorted, shards[i] * size, (shards[i] + 1) * size);
        }
        return assigned;
    }
}
