package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Owners;

/**
 * Assigns the examples of each owner to one client, in the order of owners; owners without examples in the pool are
 * skipped.
 */
record OwnerScheme() implements PartitionScheme {
    @Override
    public int[][] assign(Pool pool, RandomGenerator random) {
        Owners owners = pool.dataset()
                .owners()
                .orElseThrow(() -> PartitionErrors.of(
                        pool,
                        "its examples have no owners. Name the column of owners in dataset.owner if there is one, or"
                                + " use another partitioner than 'natural', such as 'dirichlet'."));
        return IntStream.range(0, owners.names().size())
                .mapToObj(owner -> IntStream.of(owners.examplesOf(owner))
                        .filter(index -> index < pool.size())
                        .toArray())
                .filter(indices -> indices.length > 0)
                .toArray(int[][]::new);
    }
}
