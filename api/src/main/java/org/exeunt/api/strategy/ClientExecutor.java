package org.exeunt.api.strategy;

import java.util.List;
import java.util.function.Supplier;
import org.exeunt.api.tracking.ClientEvaluation;

/**
 * Runs client tasks somewhere: each exactly once or a named failure, results in the order of the tasks.
 *
 * <p>Called from the server thread. Results do not depend on how many workers there are.
 */
public interface ClientExecutor extends AutoCloseable {
    /** Prepares workers; called once, before any task. */
    void open(ClientRunner work);

    /**
     * Trains clients.
     *
     * @param tasks each makes a task, so that not all need be in memory at once; asked for in order, once each and on the calling thread,
     *     because a strategy publishes while its task is made
     */
    List<ClientResult> train(List<Supplier<ClientTask>> tasks);

    /** Evaluates clients; {@code tasks} are asked for as in {@link #train}. */
    List<ClientEvaluation> evaluate(List<Supplier<ClientTask>> tasks);

    /** Ends the workers. */
    @Override
    void close();
}
