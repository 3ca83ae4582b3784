package org.exeunt.datasets.partition;

import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/** Refuses to deal out fewer examples than the clients need. */
final class Enough {
    static final ErrorCode TOO_FEW = ErrorCategory.CONFIG.code(30);

    private Enough() {}

    static void require(Pool pool, int clients, int minExamples) {
        if ((long) clients * minExamples > pool.size()) {
            throw new ExeuntException(
                    TOO_FEW,
                    "partition.clients = %d with at least %d examples each need %d examples; %s has %d to deal out. Ask for fewer clients or use more data."
                            .formatted(
                                    clients,
                                    minExamples,
                                    (long) clients * minExamples,
                                    pool.dataset().name(),
                                    pool.size()));
        }
    }
}
