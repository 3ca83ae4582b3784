package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.runtime.store.RunArchive;

/**
 * Where and how a run takes place; nothing of it changes a result.
 *
 * @param workingDirectory what relative paths of the configuration start at
 * @param runs the directory of all runs; empty to keep the run in memory
 * @param startMode what happens to an identical run that was finished or stopped before
 * @param notices receives one sentence if a run resumes or discards what an earlier one left
 * @param executor runs client tasks in place of the configured one; empty for the configured one
 * @param checkpoints how long after one checkpoint the next is due, at the end of a round; zero for one after every round
 * @param stop asked after every round whether the run is to be stopped, with a checkpoint
 * @param trackers notified besides those of the configuration, and closed at the end
 * @param configuredTrackers whether those of the configuration are notified
 * @param follower handed the run as far as it has come, after every round from the first evaluation on; on the server thread
 * @param nanoTime a clock for {@code timings.csv} and checkpoints, such as {@code System::nanoTime}
 */
public record RunOptions(
        Path workingDirectory,
        Optional<Path> runs,
        StartMode startMode,
        Consumer<String> notices,
        Optional<PluginChoice<ClientExecutor>> executor,
        Duration checkpoints,
        BooleanSupplier stop,
        List<RunTracker> trackers,
        boolean configuredTrackers,
        Optional<Consumer<RunArchive>> follower,
        LongSupplier nanoTime) {
    /** How long after one checkpoint the next is due, unless said otherwise. */
    public static final Duration USUAL_CHECKPOINTS = Duration.ofMinutes(1);

    /** What happens to an identical run that was finished or stopped before. */
    public enum StartMode {
        /** A finished run is reused, a stopped one resumes at its last checkpoint; otherwise the run starts. */
        RESUME,
        /** As {@link #RESUME}, but the run does not start if only one of the same name and another configuration was stopped. */
        RESUME_STRICTLY,
        /** The run starts over; a finished one is replaced at the end, a stopped one is discarded. */
        RERUN
    }

    public RunOptions {
        trackers = List.copyOf(trackers);
    }

    private RunOptions(Path workingDirectory, Optional<Path> runs, LongSupplier nanoTime) {
        this(
                workingDirectory,
                runs,
                StartMode.RESUME,
                notice -> {},
                Optional.empty(),
                USUAL_CHECKPOINTS,
                () -> false,
                List.of(),
                true,
                Optional.empty(),
                nanoTime);
    }

    /** Returns the setting of a run in memory. */
    public static RunOptions inMemory(Path workingDirectory, LongSupplier nanoTime) {
        return new RunOptions(workingDirectory, Optional.empty(), nanoTime);
    }

    /** Returns the setting of a run that is written to a directory below {@code runs}. */
    public static RunOptions onDisk(Path workingDirectory, Path runs, LongSupplier nanoTime) {
        return new RunOptions(workingDirectory, Optional.of(runs), nanoTime);
    }

    /** Returns this setting with another start mode. */
    public RunOptions withStartMode(StartMode other) {
        return new RunOptions(
                workingDirectory,
                runs,
                other,
                notices,
                executor,
                checkpoints,
                stop,
                trackers,
                configuredTrackers,
                follower,
                nanoTime);
    }

    /** Returns this setting with another receiver of notices. */
    public RunOptions withNotices(Consumer<String> other) {
        return new RunOptions(
                workingDirectory,
                runs,
                startMode,
                other,
                executor,
                checkpoints,
                stop,
                trackers,
                configuredTrackers,
                follower,
                nanoTime);
    }

    /** Returns this setting with an executor in place of the configured one. */
    public RunOptions withExecutor(PluginChoice<ClientExecutor> other) {
        return new RunOptions(
                workingDirectory,
                runs,
                startMode,
                notices,
                Optional.of(other),
                checkpoints,
                stop,
                trackers,
                configuredTrackers,
                follower,
                nanoTime);
    }

    /** Returns this setting with checkpoints at another pace. */
    public RunOptions withCheckpoints(Duration other) {
        return new RunOptions(
                workingDirectory,
                runs,
                startMode,
                notices,
                executor,
                other,
                stop,
                trackers,
                configuredTrackers,
                follower,
                nanoTime);
    }

    /** Returns this setting with somebody who may stop the run. */
    public RunOptions withStop(BooleanSupplier other) {
        return new RunOptions(
                workingDirectory,
                runs,
                startMode,
                notices,
                executor,
                checkpoints,
                other,
                trackers,
                configuredTrackers,
                follower,
                nanoTime);
    }

    /** Returns this setting with other trackers. */
    public RunOptions withTrackers(List<RunTracker> other) {
        return new RunOptions(
                workingDirectory,
                runs,
                startMode,
                notices,
                executor,
                checkpoints,
                stop,
                other,
                configuredTrackers,
                follower,
                nanoTime);
    }

    /** Returns this setting without the trackers of the configuration, as for a run whose repetition is nobody's result. */
    public RunOptions withoutConfiguredTrackers() {
        return new RunOptions(
                workingDirectory,
                runs,
                startMode,
                notices,
                executor,
                checkpoints,
                stop,
                trackers,
                false,
                follower,
                nanoTime);
    }

    /** Returns this setting with somebody who follows the run. */
    public RunOptions withFollower(Consumer<RunArchive> other) {
        return new RunOptions(
                workingDirectory,
                runs,
                startMode,
                notices,
                executor,
                checkpoints,
                stop,
                trackers,
                configuredTrackers,
                Optional.of(other),
                nanoTime);
    }
}
