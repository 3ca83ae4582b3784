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

/** Where a run is written, what it is notified of and how it starts; no option changes a result. Immutable. */
public final class RunOptions {
    /** The default of {@link #withCheckpoints}. */
    public static final Duration DEFAULT_CHECKPOINT_INTERVAL = Duration.ofMinutes(1);

    /** What happens if an identical run was finished or stopped before. */
    public enum StartMode {
        /** A finished run is reused and a stopped one is resumed at its last checkpoint; otherwise the run starts. */
        RESUME,
        /**
         * As {@link #RESUME}, except that the run fails to start if only a run of the same name with another
         * configuration was stopped.
         */
        RESUME_STRICTLY,
        /** The run starts over: it replaces a finished run when it is complete, and discards a stopped one. */
        RERUN
    }

    final Path workingDirectory;
    final Optional<Path> runs;
    final LongSupplier nanoTime;
    StartMode startMode = StartMode.RESUME;
    Consumer<String> notices = notice -> {};
    Optional<PluginChoice<ClientExecutor>> executor = Optional.empty();
    Duration checkpointInterval = DEFAULT_CHECKPOINT_INTERVAL;
    BooleanSupplier stopRequested = () -> false;
    List<RunTracker> trackers = List.of();
    boolean configuredTrackers = true;

    private RunOptions(Path workingDirectory, Optional<Path> runs, LongSupplier nanoTime) {
        this.workingDirectory = workingDirectory;
        this.runs = runs;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns the options of a run in memory.
     *
     * @param workingDirectory which relative paths of the configuration are resolved against
     * @param nanoTime a clock for {@code timings.csv} and checkpoints, such as {@code System::nanoTime}
     */
    public static RunOptions inMemory(Path workingDirectory, LongSupplier nanoTime) {
        return new RunOptions(workingDirectory, Optional.empty(), nanoTime);
    }

    /**
     * Returns the options of a run that is written to a subdirectory of {@code runs}.
     *
     * @param workingDirectory which relative paths of the configuration are resolved against
     * @param runs the directory of all runs
     * @param nanoTime a clock for {@code timings.csv} and checkpoints, such as {@code System::nanoTime}
     */
    public static RunOptions onDisk(Path workingDirectory, Path runs, LongSupplier nanoTime) {
        return new RunOptions(workingDirectory, Optional.of(runs), nanoTime);
    }

    private RunOptions with(Consumer<RunOptions> change) {
        RunOptions copy = new RunOptions(workingDirectory, runs, nanoTime);
        copy.startMode = startMode;
        copy.notices = notices;
        copy.executor = executor;
        copy.checkpointInterval = checkpointInterval;
        copy.stopRequested = stopRequested;
        copy.trackers = trackers;
        copy.configuredTrackers = configuredTrackers;
        change.accept(copy);
        return copy;
    }

    /** Returns a copy with another start mode; the default is {@link StartMode#RESUME}. */
    public RunOptions withStartMode(StartMode other) {
        return with(copy -> copy.startMode = other);
    }

    /** Returns a copy whose receiver is passed one sentence if a run resumes or discards an earlier one. */
    public RunOptions withNotices(Consumer<String> other) {
        return with(copy -> copy.notices = other);
    }

    /** Returns a copy that runs client tasks on an executor in place of the configured one. */
    public RunOptions withExecutor(PluginChoice<ClientExecutor> other) {
        return with(copy -> copy.executor = Optional.of(other));
    }

    /**
     * Returns a copy with another interval between checkpoints.
     *
     * @param interval from one checkpoint until the next is due, at the end of a round; zero to write one after every
     *     round
     */
    public RunOptions withCheckpoints(Duration interval) {
        return with(copy -> copy.checkpointInterval = interval);
    }

    /**
     * Returns a copy that asks before the first round and after every round whether to stop the run, which writes a
     * checkpoint before it stops after a round.
     */
    public RunOptions withStop(BooleanSupplier requested) {
        return with(copy -> copy.stopRequested = requested);
    }

    /** Returns a copy with trackers in addition to those of the configuration; the run closes them when it ends. */
    public RunOptions withTrackers(List<RunTracker> others) {
        List<RunTracker> fixed = List.copyOf(others);
        return with(copy -> copy.trackers = fixed);
    }

    /** Returns a copy without the trackers of the configuration, as for a run that only repeats another one. */
    public RunOptions withoutConfiguredTrackers() {
        return with(copy -> copy.configuredTrackers = false);
    }
}
