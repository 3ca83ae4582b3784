package org.exeunt.api.strategy;

import org.exeunt.api.network.Network;
import org.exeunt.api.tracking.ClientEvaluation;

/** Does client tasks: strategy, data and engine of a run in one place. Safe for any number of threads, one network each. */
public interface ClientRunner {
    /** Returns the resolved configuration as JSON, from which another process makes the same work. */
    String configuration();

    /** Opens a network for the calling thread. */
    Network openNetwork();

    /** Trains one client. A failure of the client is returned, not thrown. */
    ClientResult train(ClientTask task, Network network);

    /** Evaluates one client's personal model on its test examples. */
    ClientEvaluation evaluate(ClientTask task, Network network);
}
