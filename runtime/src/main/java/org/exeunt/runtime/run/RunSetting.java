package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
 * @param resume whether a run that was stopped is gone on with at its last checkpoint
 * @param checkpoints how long after one checkpoint the next is due, at the end of a round; zero for one after every round
 * @param stop asked after every round whether the run is to be stopped, with a checkpoint
 * @param trackers told besides those of the configuration, and closed at the end
 * @param follower handed the run as far as it has come, after every round from the first evaluation on; on the server thread
 * @param nanoTime a clock for {@code timings.csv} and checkpoints, such as {@code System::nanoTime}
 */
public record RunSetting(
        Path workingDirectory,
        Optional<Path> runs,
        boolean repeat,
        boolean resume,
        Duration checkpoints,
        BooleanSupplier stop,
        List<RunTracker> trackers,
        Optional<Consumer<RunArchive>> follower,
        LongSupplier nanoTime) {
    /** How long after one checkpoint the next is due, unless said otherwise. */
    public static final Duration USUAL_CHECKPOINTS = Duration.ofMinutes(1);

    public RunSetting {
        trackers = List.copyOf(trackers);
    }

    private RunSetting(Path workingDirectory, Optional<Path> runs, LongSupplier nanoTime) {
        this(
                workingDirectory,
                runs,
                false,
                false,
                USUAL_CHECKPOINTS,
                () -> false,
                List.of(),
                Optional.empty(),
                nanoTime);
    }

    /** Returns the setting of a run in memory. */
    public static RunSetting inMemory(Path workingDirectory, LongSupplier nanoTime) {
        return new RunSetting(workingDirectory, Optional.empty(), nanoTime);
    }

    /** Returns the setting of a run that is written to a directory below {@code runs}. */
    public static RunSetting onDisk(Path workingDirectory, Path runs, LongSupplier nanoTime) {
        return new RunSetting(workingDirectory, Optional.of(runs), nanoTime);
    }

    /** Returns this setting with another answer to whether finished runs are repeated. */
    public RunSetting withRepeat(boolean other) {
        return new RunSetting(workingDirectory, runs, other, resume, checkpoints, stop, trackers, follower, nanoTime);
    }

    /** Returns this setting with another answer to whether runs that were stopped are gone on with. */
    public RunSetting withResume(boolean other) {
        return new RunSetting(workingDirectory, runs, repeat, other, checkpoints, stop, trackers, follower, nanoTime);
    }

    /** Returns this setting with checkpoints at another pace. */
    public RunSetting withCheckpoints(Duration other) {
        return new RunSetting(workingDirectory, runs, repeat, resume, other, stop, trackers, follower, nanoTime);
    }

    /** Returns this setting with somebody who may stop the run. */
    public RunSetting withStop(BooleanSupplier other) {
        return new RunSetting(workingDirectory, runs, repeat, resume, checkpoints, other, trackers, follower, nanoTime);
    }

    /** Returns this setting with other trackers. */
    public RunSetting withTrackers(List<RunTracker> others) {
        return new RunSetting(workingDirectory, runs, repeat, resume, checkpoints, stop, others, follower, nanoTime);
    }

    /** Returns this setting with somebody who follows the run. */
    public RunSetting withFollower(Consumer<RunArchive> other) {
        return new RunSetting(
                workingDirectory, runs, repeat, resume, checkpoints, stop, trackers, Optional.of(other), nanoTime);
    }
}
