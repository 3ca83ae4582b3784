package org.exeunt.api.tracking;

import org.exeunt.api.Round;

/**
 * Receives the events of a run. All methods are called from the server thread, one call at a time, in the order of
 * events.
 *
 * <p>An exception thrown by a tracker terminates the run.
 */
public interface RunTracker extends AutoCloseable {
    /** Called when the run starts, or resumes after an interruption. */
    default void runStarted(RunStart start) {}

    /**
     * Called when a lengthy activity other than training starts, such as loading data; it lasts until the next event.
     * The first activities precede {@link #runStarted}.
     *
     * @param activity a few words such as {@code loading data}
     */
    default void busy(String activity) {}

    /** Called when a condition may mislead the user; before {@link #runStarted} only if the run cannot start. */
    default void warning(String sentence) {}

    /** Called after the aggregation of a round. */
    default void roundFinished(RoundRecord round) {}

    /** Called after an evaluation. */
    default void evaluationFinished(EvaluationRecord evaluation) {}

    /** Called after all trackers were notified of a round, and of its evaluation if there was one. */
    default void roundCompleted(Round round) {}

    /**
     * Called once all rounds and the last evaluation are finished and the results, if the run writes any, are complete.
     */
    default void runFinished() {}

    /** Called when the run ends, successfully or not. */
    @Override
    default void close() {}
}
