package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import org.exeunt.api.data.Partition.ClientShare;

/** Splits what one client holds into training, validation and test examples. */
interface HoldOut {
    /**
     * Returns the share of a client.
     *
     * @param held indices into the pool
     */
    ClientShare split(Pool pool, int[] held, SplitOptions split, RandomGenerator random);
}
