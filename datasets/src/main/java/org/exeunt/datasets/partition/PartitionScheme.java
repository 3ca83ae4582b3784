package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;

/** Assigns the examples of a pool to clients, before validation and test examples are held out. */
interface PartitionScheme {
    /**
     * Returns the indices of each client, in client order, without duplicates.
     *
     * @throws org.exeunt.api.error.ExeuntException of category CONFIG if the pool does not allow the configured
     *     partition
     */
    int[][] assign(Pool pool, RandomGenerator random);
}
