package org.exeunt.api.strategy;

/** What a {@link CoordinationPolicy} requires of the strategy; a run without it is refused before the first round. */
public enum CoordinationRequirement {
    /**
     * The policy uses similarities of clients. For a strategy that provides none, clients are compared by how training changed their final
     * heads, provided that these are sent.
     */
    SIMILARITIES,
    /** The policy uses similarities of clients to teachers, which the strategy has to provide. */
    TEACHERS,
    /** The policy leaves some exits inactive. */
    INACTIVE_EXITS,
    /** The policy leaves the final exit of some clients inactive. */
    INACTIVE_FINAL_EXIT
}
