package org.exeunt.datasets.partition;

import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/** Refuses partitions that a data set does not allow. */
final class PartitionErrors {
    static final ErrorCode MISFIT = ErrorCategory.CONFIG.code(32);

    private PartitionErrors() {}

    /** Returns the failure of a partition that a data set does not allow. */
    static ExeuntException of(Pool pool, String problem) {
        return new ExeuntException(MISFIT, pool.dataset().name() + " cannot be dealt out like this: " + problem);
    }

    /** Refuses more classes a client than there are. */
    static void requireClasses(Pool pool, int classesPerClient) {
        if (classesPerClient > pool.classes()) {
            throw of(
                    pool,
                    "partition.classes-per-client = %d, but there are %d classes. Give at most that many."
                            .formatted(classesPerClient, pool.classes()));
        }
    }
}
