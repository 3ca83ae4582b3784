package org.exeunt.runtime.store;

/**
 * Where a run comes from, as its directory says it.
 *
 * @param configuration resolved, as JSON
 * @param provenance as JSON
 * @param classes who holds how many examples of which class
 */
public record RunInputs(String configuration, String provenance, ClassDistribution classes) {
    /** Describes a run that is about to begin. */
    public static RunInputs of(String configuration, Provenance provenance, ClassDistribution classes) {
        return new RunInputs(
                configuration.endsWith("\n") ? configuration : configuration + "\n",
                new RecordJson().pretty(provenance),
                classes);
    }
}
