package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        int[] ofExamples = owners.ofExamples();
        int[] sizes = new int[owners.names().size()];
        for (int index = 0; index < pool.size(); index++) {
            sizes[ofExamples[index]]++;
        }
        int[][] shares = IntStream.of(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        for (int index = pool.size() - 1; index >= 0; index--) {
            int owner = ofExamples[index];
            shares[owner][--sizes[owner]] = index;
        }
        return Stream.of(shares).filter(indices -> indices.length > 0).toArray(int[][]::new);
    }
}
