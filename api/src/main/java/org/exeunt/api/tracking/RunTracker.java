package org.exeunt.api.tracking;

import org.exeunt.api.Round;

/**
 * Is told what a run does, as it does it; called from the server thread, one call at a time, in order.
 *
 * <p>A tracker that throws ends the run.
 */
public interface RunTracker extends AutoCloseable {
    /** The run starts, or resumes where an earlier process left it. */
    default void runStarted(RunStart start) {}

    /**
     * An activity other than training starts that takes a while, such as loading data; it lasts until the next event. The first activities
     * precede {@link #runStarted}.
     *
     * @param activity a few words such as {@code loading data}
     */
    default void busy(String activity) {}

    /** Something that may mislead happened. */
    default void warning(String sentence) {}

    /** A round was merged. */
    default void roundFinished(RoundRecord round) {}

    /** All clients were evaluated. */
    default void evaluationFinished(EvaluationRecord evaluation) {}

    /** All trackers have been notified of a round, and of its evaluation if one was due. */
    default void roundCompleted(Round round) {}

    /** The run ended, finished or not. */
    @Override
    default void close() {}
}
