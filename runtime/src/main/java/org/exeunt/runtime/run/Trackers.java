package org.exeunt.runtime.run;

import java.util.ArrayList;
import java.util.List;
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
    private final List<RunTracker> trackers = new ArrayList<>();

    /** Adds a tracker, which receives all later events and is closed. */
    void add(RunTracker tracker) {
        trackers.add(tracker);
    }

    /** Creates and adds the tracker of a configuration; its exceptions are reported as failures of that plugin. */
    void add(PluginChoice<RunTracker> choice, PluginContext context) {
        add(new Chosen(choice, PluginCall.create(choice, "trackers", context)));
    }

    @Override
    public void runStarted(RunStart start) {
        trackers.forEach(tracker -> tracker.runStarted(start));
    }

    @Override
    public void busy(String activity) {
        trackers.forEach(tracker -> tracker.busy(activity));
    }

    @Override
    public void warning(String sentence) {
        trackers.forEach(tracker -> tracker.warning(sentence));
    }

    @Override
    public void roundFinished(RoundRecord round) {
        trackers.forEach(tracker -> tracker.roundFinished(round));
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        trackers.forEach(tracker -> tracker.evaluationFinished(evaluation));
    }

    @Override
    public void roundCompleted(Round round) {
        trackers.forEach(tracker -> tracker.roundCompleted(round));
    }

    @Override
    public void runFinished() {
        trackers.forEach(RunTracker::runFinished);
    }

    /** Closes all trackers, even if some of them throw; throws the first exception at the end. */
    @Override
    public void close() {
        RuntimeException first = null;
        for (RunTracker tracker : trackers) {
            try {
                tracker.close();
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

    private record Chosen(PluginChoice<RunTracker> choice, RunTracker tracker) implements RunTracker {
        @Override
        public void runStarted(RunStart start) {
            run("the run started", () -> tracker.runStarted(start));
        }

        @Override
        public void busy(String activity) {
            run("the run is " + activity, () -> tracker.busy(activity));
        }

        @Override
        public void warning(String sentence) {
            run("a warning was issued", () -> tracker.warning(sentence));
        }

        @Override
        public void roundFinished(RoundRecord round) {
            run("round " + round.round() + " was finished", () -> tracker.roundFinished(round));
        }

        @Override
        public void evaluationFinished(EvaluationRecord evaluation) {
            run("round " + evaluation.round() + " was evaluated", () -> tracker.evaluationFinished(evaluation));
        }

        @Override
        public void roundCompleted(Round round) {
            run("round " + round + " was completed", () -> tracker.roundCompleted(round));
        }

        @Override
        public void runFinished() {
            run("the run finished", tracker::runFinished);
        }

        @Override
        public void close() {
            run("the run ended", tracker::close);
        }

        private void run(String event, Runnable call) {
            PluginCall.run(choice, "being notified that " + event, call);
        }
    }
}
