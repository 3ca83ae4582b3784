package org.exeunt.runtime.run;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.record.EvaluationRecord;
import org.exeunt.api.record.RoundRecord;
import org.exeunt.api.record.RunStart;
import org.exeunt.api.record.RunTracker;
import org.exeunt.runtime.federation.PluginCall;

/** Several trackers as one. */
final class Trackers implements RunTracker {
    private final List<RunTracker> trackers = new ArrayList<>();

    /** Adds one that will be told everything from now on, and closed. */
    void add(RunTracker tracker) {
        trackers.add(tracker);
    }

    /** Makes the one that a configuration chose, and adds it; whatever it throws is reported in its name. */
    void add(PluginChoice<RunTracker> choice, PluginContext context) {
        add(new Chosen(choice, PluginCall.create(choice, "trackers", context)));
    }

    @Override
    public void started(RunStart start) {
        trackers.forEach(tracker -> tracker.started(start));
    }

    @Override
    public void busy(String activity) {
        trackers.forEach(tracker -> tracker.busy(activity));
    }

    @Override
    public void warned(String sentence) {
        trackers.forEach(tracker -> tracker.warned(sentence));
    }

    @Override
    public void finished(RoundRecord round) {
        trackers.forEach(tracker -> tracker.finished(round));
    }

    @Override
    public void evaluated(EvaluationRecord evaluation) {
        trackers.forEach(tracker -> tracker.evaluated(evaluation));
    }

    /** Closes all, whatever some of them throw. */
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
        public void started(RunStart start) {
            run("the run started", () -> tracker.started(start));
        }

        @Override
        public void busy(String activity) {
            run("the run is " + activity, () -> tracker.busy(activity));
        }

        @Override
        public void warned(String sentence) {
            run("a warning was given", () -> tracker.warned(sentence));
        }

        @Override
        public void finished(RoundRecord round) {
            run("round " + round.round() + " was finished", () -> tracker.finished(round));
        }

        @Override
        public void evaluated(EvaluationRecord evaluation) {
            run("round " + evaluation.round() + " was evaluated", () -> tracker.evaluated(evaluation));
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
