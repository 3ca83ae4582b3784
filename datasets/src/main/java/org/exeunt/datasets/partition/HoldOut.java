package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import org.exeunt.api.data.Partition.ClientShare;

/** Splits the examples of a client into training, validation and test examples. */
@FunctionalInterface
interface HoldOut {
    /**
     * Returns the split.
     *
     * @param indices indices of the examples of the client in the pool
     */
    ClientShare split(Pool pool, int[] indices, SplitOptions split, RandomGenerator random);
}
