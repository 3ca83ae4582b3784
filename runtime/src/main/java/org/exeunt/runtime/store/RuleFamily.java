package org.exeunt.runtime.store;

/**
 * The rules one exit policy brought into a run, as a run of neighbours in the list of all rules.
 *
 * @param policy id of the exit policy
 * @param rules how many, at least 1
 */
public record RuleFamily(String policy, int rules) {}
