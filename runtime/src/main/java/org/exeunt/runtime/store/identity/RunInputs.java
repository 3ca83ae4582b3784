package org.exeunt.runtime.store.identity;

/**
 * The inputs of a run.
 *
 * @param configuration resolved, as JSON
 * @param classes numbers of examples of each class on each client
 */
public record RunInputs(String configuration, Provenance provenance, ClassDistribution classes) {}
