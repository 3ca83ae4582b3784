package org.exeunt.runtime.run;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.record.EvaluationRecord;
import org.exeunt.api.record.RoundRecord;
import org.exeunt.api.record.RunStart;
import org.exeunt.api.record.RunTracker;

/** Several trackers as one. */
final class Trackers implements RunTracker {
    private final List<RunTracker> trackers = new ArrayList<>();

    /** Adds one that will be told everything from now on, and closed. */
    void add(RunTracker tracker) {
        trackers.add(tracker);
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
}
