package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;

/** Says who holds which example of a pool, before anything is kept apart for tests. */
interface PartitionScheme {
    /**
     * Returns the indices each client holds, in client order, none twice.
     *
     * @throws org.exeunt.api.error.ExeuntException of category CONFIG if the pool cannot be dealt out as asked
     */
    int[][] deal(Pool pool, RandomGenerator random);
}
