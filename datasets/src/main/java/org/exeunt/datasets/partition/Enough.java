package org.exeunt.datasets.partition;

import org.exeunt.api.data.Dataset;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/** Refuses to deal out fewer examples than the clients need. */
final class Enough {
    static final ErrorCode TOO_FEW = ErrorCategory.CONFIG.code(30);

    private Enough() {}

    static void require(Dataset dataset, int clients, int minExamples) {
        int examples = dataset.all().size();
        if ((long) clients * minExamples > examples) {
            throw new ExeuntException(
                    TOO_FEW,
                    "partition.clients = %d with at least %d examples each need %d examples; %s has %d. Ask for fewer clients or use more data."
                            .formatted(clients, minExamples, (long) clients * minExamples, dataset.name(), examples));
        }
    }
}
