package org.exeunt.api.strategy;

/** What a {@link Strategy} supports beyond training all exits of every client and the weighted mean. */
public enum StrategyCapability {
    /** Exits of a client can be left out of a round. */
    INACTIVE_EXITS,
    /** A client can train its first stages alone, up to the deepest of its active exits. */
    INACTIVE_FINAL_EXIT,
    /** Shared parameters are aggregated by {@link ClientResults#aggregate}, so that the aggregator of the run takes effect. */
    AGGREGATORS
}
