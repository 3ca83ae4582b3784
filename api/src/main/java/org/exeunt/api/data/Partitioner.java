package org.exeunt.api.data;

import java.util.random.RandomGenerator;

/** Assigns the examples of a data set to clients. */
public interface Partitioner {
    /**
     * Returns a partition of a data set.
     *
     * @param dataset labels, files and owners may be used; indices refer to {@link Dataset#all()}
     * @param random the only source of randomness; equal streams produce equal partitions
     * @throws org.exeunt.api.error.ExeuntException of category CONFIG or DATA if the data set cannot be partitioned as
     *     configured
     */
    Partition partition(Dataset dataset, RandomGenerator random);
}
