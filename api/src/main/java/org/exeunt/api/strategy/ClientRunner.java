package org.exeunt.api.strategy;

import org.exeunt.api.network.Network;

/**
 * Runs client tasks with the strategy, data and engine of a run. Safe for use by multiple threads, each with its own
 * network.
 */
public interface ClientRunner {
    /** Returns the resolved configuration as JSON, from which another process creates an equal runner. */
    String configuration();

    /** Allocates a network for the calling thread. The caller closes it. */
    Network openNetwork();

    /**
     * Trains one client. A failure of the client is returned, not thrown.
     *
     * @param network used for this task alone during the call; its parameters are overwritten
     */
    ClientResult train(ClientTask task, Network network);

    /**
     * Evaluates one client's personal model on the client's test examples.
     *
     * @param network used for this task alone during the call; its parameters are overwritten
     */
    EvaluationResult evaluate(ClientTask task, Network network);
}
