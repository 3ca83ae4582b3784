package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** A random permutation of all examples cut into parts of unlike sizes. */
record QuantityDeal(QuantityOptions options) implements Deal {
    @Override
    public int[][] deal(Pool pool, RandomGenerator random) {
        int[] sizes = new SizeDraw(options.sizes(), "partition.")
                .draw(pool, options.dealing().clients(), random);
        int[] examples = pool.indices();
        Shuffle.inPlace(examples, random);
        int[][] dealt = new int[sizes.length][];
        int from = 0;
        for (int client = 0; client < sizes.length; client++) {
            dealt[client] = Arrays.copyOfRange(examples, from, from + sizes[client]);
            from += sizes[client];
        }
        return dealt;
    }
}
