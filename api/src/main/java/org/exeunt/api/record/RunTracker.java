package org.exeunt.api.record;

import org.exeunt.api.network.NetworkFacts;

/**
 * Is told what a run does, as it does it; called from the server thread, one call at a time, in order.
 *
 * <p>A tracker that throws ends the run.
 */
public interface RunTracker extends AutoCloseable {
    /**
     * The run begins.
     *
     * @param name of the run
     * @param rounds to come
     * @param clients of the federation
     * @param network sizes and costs
     */
    default void started(String name, int rounds, int clients, NetworkFacts network) {}

    /** Something that may mislead happened. */
    default void warned(String sentence) {}

    /** A round was merged. */
    default void finished(RoundRecord round) {}

    /** All clients were evaluated. */
    default void evaluated(EvaluationRecord evaluation) {}

    /** The run ended, finished or not. */
    @Override
    default void close() {}
}
