package org.exeunt.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.tracking.RunTracker;

/** Checks the contract of a {@link RunTracker}, rules T1 to T6, by replaying short runs. */
public abstract class RunTrackerContract extends Variants<RunTracker> {
    @EachVariant("the tracker throws, which ends the run that it tracks; simulated time is present only in runs with "
            + "devices")
    void t01_receivesAWholeRun(PluginChoice<RunTracker> variant) {
        try (RunTracker tracker = create(variant)) {
            RecordedRun.usual().replayTo(tracker);
        }
    }

    @EachVariant("close assumes that runStarted was called or a round has finished; a run may end before either")
    void t03_mayBeClosedEarly(PluginChoice<RunTracker> variant) {
        Rule.assumeHolds("T1", "T3", () -> t01_receivesAWholeRun(variant));
        create(variant).close();
        RunTracker warned = create(variant);
        warned.busy("loading data");
        warned.warning("The run is about to fail");
        warned.close();
        RunTracker started = create(variant);
        RecordedRun.usual().start(started);
        started.close();
    }

    @EachVariant("the tracker assumes usual names, a client that succeeded, a finite loss, test examples, metrics or "
            + "known costs")
    void t04_receivesUnusualRuns(PluginChoice<RunTracker> variant) {
        Rule.assumeHolds("T1", "T4", () -> t01_receivesAWholeRun(variant));
        for (RecordedRun unusual : RecordedRun.unusual()) {
            try (RunTracker tracker = create(variant)) {
                unusual.replayTo(tracker);
            }
        }
    }

    @EachVariant("trackers share mutable state, such as a static field or one file")
    void t05_concurrentRunsAreIndependent(PluginChoice<RunTracker> variant) {
        Rule.assumeHolds("T1", "T5", () -> t01_receivesAWholeRun(variant));
        List<RunTracker> trackers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            trackers.add(create(variant));
        }
        RecordedRun.usual().replayTo(trackers);
        trackers.forEach(RunTracker::close);
    }

    @EachVariant("the tracker assumes that round 1 comes first; a run that resumes from a checkpoint starts at a later "
            + "round")
    void t06_mayStartAtALaterRound(PluginChoice<RunTracker> variant) {
        Rule.assumeHolds("T1", "T6", () -> t01_receivesAWholeRun(variant));
        try (RunTracker tracker = create(variant)) {
            RecordedRun.usual().withoutFirstRound().replayTo(tracker);
        }
    }
}
