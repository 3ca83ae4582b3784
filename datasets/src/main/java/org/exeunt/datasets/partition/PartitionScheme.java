package org.exeunt.datasets.partition;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Partitioner;

/**
 * Assigns the examples of a pool to clients, before validation and test examples are held out. Partitioners of other
 * projects implement it to have the same split options as the built-in ones.
 */
@FunctionalInterface
public interface PartitionScheme {
    /**
     * Returns the indices of each client, in client order, without duplicates.
     *
     * @throws org.exeunt.api.error.ExeuntException of category CONFIG if the pool does not allow the configured
     *     partition
     */
    int[][] assign(Pool pool, RandomGenerator random);

    /**
     * Returns a partitioner that assigns by this scheme, subsamples, and holds out examples at random.
     *
     * @param warnings receives the warnings of the {@link Pool}
     */
    default Partitioner partitioner(SplitOptions split, Consumer<String> warnings) {
        return new SchemePartitioner(
                this, SchemePartitioner::atRandom, MatchedTests::of, SchemePartitioner::anyExamples, split, warnings);
    }
}
