package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Owners;

/** One client for each owner that has examples in the pool, in the order of the owners. */
record OwnerDeal() implements PartitionScheme {
    @Override
    public int[][] deal(Pool pool, RandomGenerator random) {
        Owners owners = pool.dataset()
                .owners()
                .orElseThrow(
                        () -> PartitionErrors.of(
                                pool,
                                "it does not say whose each example is. Choose another partitioner than 'natural', such as 'dirichlet'."));
        return IntStream.range(0, owners.names().size())
                .mapToObj(owner -> IntStream.of(owners.examplesOf(owner))
                        .filter(index -> index < pool.size())
                        .toArray())
                .filter(held -> held.length > 0)
                .toArray(int[][]::new);
    }
}
