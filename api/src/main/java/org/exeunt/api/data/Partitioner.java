package org.exeunt.api.data;

import java.util.random.RandomGenerator;

/** Says which client holds which example; every example is in at most one place of a {@link Partition}. */
public interface Partitioner {
    /**
     * Deals out the examples of a data set.
     *
     * @param dataset whose labels and files are looked at; indices count through {@link Dataset#all()}
     * @param random the only source of randomness; equal streams give equal partitions
     * @throws org.exeunt.api.error.ExeuntException of category CONFIG or DATA if the data cannot be dealt out as asked
     */
    Partition partition(Dataset dataset, RandomGenerator random);
}
