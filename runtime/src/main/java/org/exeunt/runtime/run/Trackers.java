package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.tracking.RunTracker;

/** Passes events to several trackers, in the order in which they were added. */
final class Trackers implements AutoCloseable {
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

    /** Passes an event to all trackers. */
    void each(Consumer<RunTracker> event) {
        trackers.forEach(tracker -> call(tracker, event));
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
