package org.exeunt.api.strategy;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs the tasks of clients: each task exactly once, or with a reported failure. Results are in the order of the tasks.
 *
 * <p>Called from the server thread. Results do not depend on the number of workers.
 */
public interface ClientExecutor extends AutoCloseable {
    /**
     * Starts the workers. Called once, before any task.
     *
     * @param work runs a task; shared by all workers, each with its own network
     */
    void open(ClientRunner work);

    /**
     * Trains clients.
     *
     * @param tasks suppliers of the tasks, so that not all tasks need to be in memory at once. Each must be called
     *     once, in order and on the calling thread, because the strategy computes the client's payload in the call
     * @return one result per task, in order
     */
    List<ClientResult> train(List<Supplier<ClientTask>> tasks);

    /**
     * Evaluates clients.
     *
     * @param tasks to be called as in {@link #train}
     * @param results receives one result per task, in order and on the calling thread. Results may contain models and
     *     are not to be kept
     */
    void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results);

    /**
     * Returns the processor time that workers outside this process have used so far, for {@code timings.csv}. The
     * default is zero, for workers in this process.
     */
    default Duration cpuTime() {
        return Duration.ZERO;
    }

    /**
     * Returns where tasks ran so far and what was sent, as lines of CSV with a header, for {@code executor.csv}. Callable
     * after {@link #close}. The default is no line, for which no file is written.
     */
    default List<String> statistics() {
        return List.of();
    }

    /** Stops the workers. */
    @Override
    void close();
}
