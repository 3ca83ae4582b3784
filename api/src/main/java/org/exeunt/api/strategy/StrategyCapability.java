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
     * A client may lack blocks of the backbone that its examples do not use. The runtime removes them from the main
     * parameters and all other parameter sets that are sent and uploaded, and fills in values of no effect before it
     * calls the client side of the strategy. The server side receives uploads without these blocks, which therefore
     * have to be aggregated over the clients that sent them, as {@link ClientResults#aggregate} does.
     */
    ABSENT_BLOCKS,
    /**
     * Shared parameters are aggregated by {@link ClientResults#aggregate}, so that the configured aggregator takes
     * effect.
     */
    AGGREGATORS,
    /**
     * {@link ClientResults#aggregate} receives the parameters before the round, and the server keeps what it returns, so
     * that the configured server optimiser takes effect.
     */
    SERVER_OPTIMIZER
}
