package org.exeunt.runtime.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.federation.RunErrors;
import org.exeunt.runtime.server.RoundLoop;
import org.exeunt.runtime.server.Timings;
import org.exeunt.runtime.store.checkpoint.CheckpointHeader;
import org.exeunt.runtime.store.checkpoint.Checkpoints;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.files.FileChecksum;
import org.exeunt.runtime.store.records.RunHistory;
import org.exeunt.runtime.store.records.RunRecorder;
import org.exeunt.runtime.store.state.RunStates;

/**
 * Writes the checkpoints of a run: whenever one is due, and before the run is stopped.
 *
 * <p>Unless the interval is zero, writing takes at most 1/20 of the run's time: states of gigabytes are written less
 * often than configured. A checkpoint that cannot be written does not end the run: earlier checkpoints are kept, the
 * first failure is reported as a warning, and the next checkpoint is attempted when it is due.
 */
final class Checkpointing implements RunTracker {
    private static final int MIN_INTERVAL_FACTOR = 20;

    private final RunOptions options;
    private final Checkpoints checkpoints;
    private final String title;
    private final RunRecorder recorder;
    private final RunHistory history;
    private final RunContext context;
    private final Timings timings;
    private final RoundLoop<?> loop;
    private final RunStates states;
    private final Predicate<Round> isLast;
    private final boolean replaces;
    private long lastWritten;
    private long lastDuration;
    private boolean warned;

    /**
     * Creates the tracker; the interval until the first checkpoint starts now.
     *
     * @param options with the interval and the stop request
     * @param checkpoints receives the checkpoints
     * @param title of the run
     * @param recorder of the files that a checkpoint describes
     * @param history with the warnings so far
     * @param context receives the warning about the first checkpoint that cannot be written
     * @param timings so far
     * @param loop with the state of the server
     * @param states of the clients
     * @param isLast whether a round is the last one, after which no checkpoint is written
     * @param replaces whether the run will replace a finished one
     */
    Checkpointing(
            RunOptions options,
            Checkpoints checkpoints,
            String title,
            RunRecorder recorder,
            RunHistory history,
            RunContext context,
            Timings timings,
            RoundLoop<?> loop,
            RunStates states,
            Predicate<Round> isLast,
            boolean replaces) {
        this.options = options;
        this.checkpoints = checkpoints;
        this.title = title;
        this.recorder = recorder;
        this.history = history;
        this.context = context;
        this.timings = timings;
        this.loop = loop;
        this.states = states;
        this.isLast = isLast;
        this.replaces = replaces;
        this.lastWritten = options.nanoTime().getAsLong();
    }

    /**
     * Writes a checkpoint if one is due, and stops the run on request.
     *
     * @throws ExeuntException STOPPED-01 if a stop was requested, after the checkpoint was written or with the reason
     *     why it was not; of category RESOURCE if results cannot be flushed to disk
     */
    @Override
    public void roundCompleted(Round round) {
        if (isLast.test(round)) {
            return;
        }
        boolean stop = options.stopRequested().getAsBoolean();
        long now = options.nanoTime().getAsLong();
        Optional<String> failure = Optional.empty();
        if (stop || now - lastWritten >= interval()) {
            failure = timings.time(round, "checkpoint", () -> write(round));
            lastWritten = options.nanoTime().getAsLong();
            lastDuration = lastWritten - now;
        }
        if (stop) {
            throw stopped(
                    round,
                    failure.map(reason -> " (no checkpoint could be written: %s); %s"
                                    .formatted(reason, next("at the previous one, or starts over")))
                            .orElseGet(() -> "; " + next("it")));
        }
        failure.filter(reason -> !warned).ifPresent(reason -> {
            warned = true;
            context.warn(("no checkpoint could be written after round %s: %s; earlier ones are kept, and the next "
                            + "is attempted when it is due")
                    .formatted(round, reason));
        });
    }

    /** Returns what the next command does with the stopped run. */
    private String next(String resumed) {
        if (options.startMode() != RunOptions.StartMode.RERUN) {
            return "the same command resumes " + resumed;
        }
        return "the same command starts over; "
                + (replaces ? "the finished run is kept" : "without --rerun it resumes " + resumed);
    }

    private long interval() {
        long configured = TimeUnit.NANOSECONDS.convert(options.checkpointInterval()); // saturates at Long.MAX_VALUE
        return configured == 0 ? 0 : Math.max(configured, MIN_INTERVAL_FACTOR * lastDuration);
    }

    /** Writes a checkpoint; returns the reason if it cannot be written. */
    private Optional<String> write(Round round) {
        List<FileChecksum> files = recorder.checksums(); // fails the run if results cannot be flushed
        CheckpointHeader header =
                new CheckpointHeader(title, round.number(), files, history.warnings(), timings.lines());
        try {
            checkpoints.write(header, loop.server(), states.clients());
            return Optional.empty();
        } catch (ExeuntException e) {
            if (!e.code().equals(AtomicFile.WRITE_FAILED)) {
                throw e;
            }
            return Optional.of(reason(e.getCause()));
        }
    }

    /** Returns the system's reason without a path, because records contain no paths. */
    private static String reason(Throwable cause) {
        return cause instanceof IOException failure ? IoMessages.reason(failure) : cause.getMessage();
    }

    /**
     * Returns the exception of a stopped run.
     *
     * @param round the last one that was completed; {@link Round#START} if none
     * @param andNow the rest of the sentence
     */
    static ExeuntException stopped(Round round, String andNow) {
        String when = round.equals(Round.START) ? "before its first round" : "after round " + round;
        return new ExeuntException(RunErrors.STOPPED, "The run was stopped on request %s%s.".formatted(when, andNow));
    }
}
