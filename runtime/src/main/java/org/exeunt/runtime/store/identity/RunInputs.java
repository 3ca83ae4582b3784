package org.exeunt.runtime.store.identity;

import org.exeunt.runtime.store.codec.RecordJson;

/**
 * The inputs of a run, as in its directory.
 *
 * @param configuration resolved, as JSON
 * @param provenance as JSON
 * @param classes numbers of examples of each class on each client
 */
public record RunInputs(String configuration, String provenance, ClassDistribution classes) {
    /**
     * Creates the inputs of a new run.
     *
     * @param configuration resolved, as JSON that ends with a newline
     */
    public static RunInputs of(String configuration, Provenance provenance, ClassDistribution classes) {
        return new RunInputs(configuration, new RecordJson().pretty(provenance), classes);
    }
}
