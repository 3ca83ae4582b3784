package org.exeunt.api.strategy;

/**
 * A capability of a {@link Strategy} beyond training all exits of every client and aggregating by the weighted mean.
 */
public enum StrategyCapability {
    /** Some exits of a client may be inactive in a round. */
    INACTIVE_EXITS,
    /**
     * The final exit of a client may be inactive, so that the client trains only the stages up to its deepest active
     * exit.
     */
    INACTIVE_FINAL_EXIT,
    /**
     * Shared parameters are aggregated by {@link ClientResults#aggregate}, so that the configured aggregator takes
     * effect.
     */
    AGGREGATORS
}
