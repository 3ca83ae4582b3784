package org.exeunt.datasets.partition;

import java.util.List;
import java.util.stream.Collectors;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/** Errors of partitions that a data set does not allow. */
final class PartitionErrors {

    private static final int SHOWN = 5;

    private PartitionErrors() {}

    /** Returns the exception for a partition that a data set does not allow. */
    static ExeuntException of(Pool pool, String problem) {
        return new ExeuntException(
                Errors.CONFIG_32, pool.dataset().name() + " cannot be partitioned as configured: " + problem);
    }

    /** Returns the first of the elements, with an ellipsis if there are more. */
    static String first(List<?> elements) {
        String first = elements.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
        return elements.size() > SHOWN ? first + ", …" : first;
    }

    /** Throws an exception if there are fewer classes than each client must have. */
    static void requireClasses(Pool pool, int classesPerClient) {
        if (classesPerClient > pool.classes()) {
            throw of(
                    pool,
                    "partition.classes-per-client = %d exceeds its %d classes. Lower it."
                            .formatted(classesPerClient, pool.classes()));
        }
    }

    /** Throws an exception if there are fewer examples than the clients need. */
    static void requireExamples(Pool pool, int clients, int minExamples) {
        if ((long) clients * minExamples > pool.size()) {
            throw new ExeuntException(
                    Errors.CONFIG_30,
                    ("partition.clients = %d with at least %d examples each need %d examples; %s has %d. Use fewer "
                                    + "clients or more data.")
                            .formatted(
                                    clients,
                                    minExamples,
                                    (long) clients * minExamples,
                                    pool.dataset().name(),
                                    pool.size()));
        }
    }
}
