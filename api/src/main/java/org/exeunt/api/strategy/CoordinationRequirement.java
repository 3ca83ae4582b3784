package org.exeunt.api.strategy;

/**
 * A requirement of a {@link CoordinationPolicy} on the strategy. A run is rejected before the first round if the
 * strategy does not meet it.
 */
public enum CoordinationRequirement {
    /**
     * The policy uses similarities between clients. If the strategy provides none, clients are compared by the change
     * of their final heads in training, which requires that these are sent and uploaded.
     */
    SIMILARITIES,
    /** The policy leaves some exits of a client inactive. */
    INACTIVE_EXITS,
    /** The policy leaves the final exit of some clients inactive. */
    INACTIVE_FINAL_EXIT
}
