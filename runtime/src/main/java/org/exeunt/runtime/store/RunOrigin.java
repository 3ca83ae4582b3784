package org.exeunt.runtime.store;

/**
 * Where a run comes from, as its directory says it.
 *
 * @param configuration resolved, as JSON
 * @param provenance as JSON
 * @param classes who holds how many examples of which class
 */
public record RunOrigin(String configuration, String provenance, ClassDistribution classes) {
    /** Describes a run that is about to begin. */
    public static RunOrigin of(String configuration, Provenance provenance, ClassDistribution classes) {
        return new RunOrigin(
                configuration.endsWith("\n") ? configuration : configuration + "\n",
                new RecordJson().pretty(provenance),
                classes);
    }
}
