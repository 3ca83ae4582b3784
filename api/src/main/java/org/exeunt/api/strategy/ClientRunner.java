package org.exeunt.api.strategy;

import java.util.Optional;
import java.util.SortedMap;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.ParameterLayout;

/**
 * Runs client tasks with the strategy, data and engine of a run. Safe for use by multiple threads, each with its own
 * network.
 */
public interface ClientRunner {
    /** Returns the resolved configuration as JSON, from which another process creates an equal runner. */
    String configuration();

    /**
     * Returns what has to be equal in another process that creates its runner from {@link #configuration}, so that its
     * results have the same bits: versions and checksums of code, checksums of data, of files that options name, and of
     * partition and devices, properties of machine and arithmetic, by a name for messages.
     */
    SortedMap<String, String> fingerprint();

    /** Returns the layout of the parameters of {@linkplain #openNetwork networks}. */
    ParameterLayout layout();

    /** Returns {@link Strategy#ruleType} of the run's strategy. */
    Optional<Class<? extends PersonalRule>> ruleType();

    /** Allocates a network for the calling thread. The caller closes it. */
    Network openNetwork();

    /**
     * Trains one client. A failure of the client is returned, not thrown; an error that ends the run is thrown.
     *
     * @param network used only for this task during the call; its parameters are overwritten
     */
    ClientResult train(ClientTask task, Network network);

    /**
     * Evaluates one client's personal model on the client's test examples.
     *
     * @param network used only for this task during the call; its parameters are overwritten
     */
    EvaluationResult evaluate(ClientTask task, Network network);
}
