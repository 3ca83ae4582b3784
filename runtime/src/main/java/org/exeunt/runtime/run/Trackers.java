package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.exeunt.api.Round;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;

/** Forwards every event to several trackers, in the order in which they were added. */
final class Trackers implements RunTracker {
    /** For each tracker a function that makes a call to it; its first argument describes the event, for messages. */
    private final List<BiConsumer<String, Consumer<RunTracker>>> trackers = new ArrayList<>();

    private String written = "";

    /** Sets where the complete results are, so that a tracker that fails at the end does not hide them. */
    void setWrittenTo(Path directory) {
        written = ", with its results in " + directory;
    }

    /** Adds a tracker, which receives all later events and is closed. */
    void add(RunTracker tracker) {
        trackers.add((event, call) -> call.accept(tracker));
    }

    /** Creates and adds the tracker of a configuration; its exceptions are reported as failures of that plugin. */
    void add(PluginChoice<RunTracker> choice, PluginContext context) {
        RunTracker tracker = PluginCall.create(choice, "trackers", context);
        trackers.add(
                (event, call) -> PluginCall.run(choice, "being notified that " + event, () -> call.accept(tracker)));
    }

    private void forEach(String event, Consumer<RunTracker> call) {
        trackers.forEach(tracker -> tracker.accept(event, call));
    }

    @Override
    public void runStarted(RunStart start) {
        forEach("the run started", tracker -> tracker.runStarted(start));
    }

    @Override
    public void busy(String activity) {
        forEach("the run is " + activity, tracker -> tracker.busy(activity));
    }

    @Override
    public void warning(String sentence) {
        forEach("a warning was issued", tracker -> tracker.warning(sentence));
    }

    @Override
    public void roundFinished(RoundRecord round) {
        forEach("round " + round.round() + " was finished", tracker -> tracker.roundFinished(round));
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        forEach("round " + evaluation.round() + " was evaluated", tracker -> tracker.evaluationFinished(evaluation));
    }

    @Override
    public void roundCompleted(Round round) {
        forEach("round " + round + " was completed", tracker -> tracker.roundCompleted(round));
    }

    @Override
    public void runFinished() {
        forEach("the run finished" + written, RunTracker::runFinished);
    }

    /** Closes all trackers, even if some of them throw; throws the first exception at the end. */
    @Override
    public void close() {
        RuntimeException first = null;
        for (BiConsumer<String, Consumer<RunTracker>> tracker : trackers) {
            try {
                tracker.accept("the run ended" + written, RunTracker::close);
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
