package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.exeunt.api.record.RunTracker;
import org.exeunt.runtime.record.RunArchive;

/**
 * Where and how a run takes place; nothing of it changes a result.
 *
 * @param workingDirectory what relative paths of the configuration start at
 * @param runs the directory of all runs; empty to keep the run in memory
 * @param repeat whether an identical finished run is done again, in place of the earlier one
 * @param trackers told besides those of the configuration, and closed at the end
 * @param follower handed the run as far as it has come, after every round from the first evaluation on; on the server thread
 * @param nanoTime a clock for {@code timings.csv}, such as {@code System::nanoTime}
 */
public record RunSetting(
        Path workingDirectory,
        Optional<Path> runs,
        boolean repeat,
        List<RunTracker> trackers,
        Optional<Consumer<RunArchive>> follower,
        LongSupplier nanoTime) {
    public RunSetting {
        trackers = List.copyOf(trackers);
    }

    /** Returns the setting of a run in memory. */
    public static RunSetting inMemory(Path workingDirectory, LongSupplier nanoTime) {
        return new RunSetting(workingDirectory, Optional.empty(), false, List.of(), Optional.empty(), nanoTime);
    }

    /** Returns the setting of a run that is written to a directory below {@code runs}. */
    public static RunSetting onDisk(Path workingDirectory, Path runs, LongSupplier nanoTime) {
        return new RunSetting(workingDirectory, Optional.of(runs), false, List.of(), Optional.empty(), nanoTime);
    }

    /** Returns this setting with another answer to whether finished runs are repeated. */
    public RunSetting withRepeat(boolean other) {
        return new RunSetting(workingDirectory, runs, other, trackers, follower, nanoTime);
    }

    /** Returns this setting with other trackers. */
    public RunSetting withTrackers(List<RunTracker> others) {
        return new RunSetting(workingDirectory, runs, repeat, others, follower, nanoTime);
    }

    /** Returns this setting with somebody who follows the run. */
    public RunSetting withFollower(Consumer<RunArchive> other) {
        return new RunSetting(workingDirectory, runs, repeat, trackers, Optional.of(other), nanoTime);
    }
}
