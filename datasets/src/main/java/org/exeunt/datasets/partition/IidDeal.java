package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** A random permutation of all examples cut into parts whose sizes differ by at most one. */
record IidDeal(IidOptions options) implements Deal {
    @Override
    public int[][] deal(Pool pool, RandomGenerator random) {
        int clients = options.dealing().clients();
        Enough.require(pool, clients, 1);
        int[] examples = pool.indices();
        Shuffle.inPlace(examples, random);
        return IntStream.range(0, clients)
                .mapToObj(client -> Arrays.copyOfRange(
                        examples,
                        Part.cut(examples.length, client, clients),
                        Part.cut(examples.length, client + 1, clients)))
                .toArray(int[][]::new);
    }
}
