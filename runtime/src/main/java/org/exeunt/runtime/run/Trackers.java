package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;

/** Forwards every event to several trackers, in the order in which they were added. */
final class Trackers implements RunTracker {
    private final List<RunTracker> trackers = new ArrayList<>();

    private String written = "";

    /** Sets where the complete results are, so that a tracker that fails at the end does not hide them. */
    void setWrittenTo(Path directory) {
        written = " The results are complete, in %s.".formatted(directory);
    }

    /** Adds a tracker, which receives all later events and is closed. */
    void add(RunTracker tracker) {
        trackers.add(tracker);
    }

    private void call(RunTracker tracker, Consumer<RunTracker> call) {
        try {
            call.accept(tracker);
        } catch (ExeuntException e) {
            throw written.isEmpty() ? e : new ExeuntException(e.code(), e.getMessage() + written, e);
        }
    }

    private void forEach(Consumer<RunTracker> call) {
        trackers.forEach(tracker -> call(tracker, call));
    }

    @Override
    public void runStarted(RunStart start) {
        forEach(tracker -> tracker.runStarted(start));
    }

    @Override
    public void busy(String activity) {
        forEach(tracker -> tracker.busy(activity));
    }

    @Override
    public void warning(String sentence) {
        forEach(tracker -> tracker.warning(sentence));
    }

    @Override
    public void roundFinished(RoundRecord round) {
        forEach(tracker -> tracker.roundFinished(round));
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        forEach(tracker -> tracker.evaluationFinished(evaluation));
    }

    @Override
    public void roundCompleted(Round round) {
        forEach(tracker -> tracker.roundCompleted(round));
    }

    @Override
    public void runFinished() {
        forEach(RunTracker::runFinished);
    }

    /** Closes all trackers, even if some of them throw; throws the first exception at the end. */
    @Override
    public void close() {
        RuntimeException first = null;
        for (RunTracker tracker : trackers) {
            try {
                call(tracker, RunTracker::close);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
