package org.exeunt.runtime.run;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.exeunt.api.Round;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.runtime.server.Timings;
import org.exeunt.runtime.store.checkpoint.CheckpointHeader;

/**
 * Writes the checkpoints of a run: whenever one is due, and before the run is stopped.
 *
 * <p>Unless the interval is zero, writing takes at most 1/20 of the run's time: states of gigabytes are written less
 * often than configured. A checkpoint that cannot be written does not end the run: earlier checkpoints are kept, the
 * first failure is reported as a warning, and the next checkpoint is attempted when it is due.
 */
final class Checkpointing {
    private static final int MIN_INTERVAL_FACTOR = 20;

    private final RunOptions options;
    private final Timings timings;
    private final PluginContext context;
    private final boolean replaces;
    private final Function<Round, CheckpointHeader> headers;
    private final Consumer<CheckpointHeader> checkpoints;
    private long lastWritten;
    private long lastDuration;
    private boolean warned;

    /**
     * Starts the interval until the first checkpoint.
     *
     * @param context receives the warning about the first checkpoint that cannot be written
     * @param replaces whether the run will replace a finished one
     * @param headers returns the header of a checkpoint after a round
     * @param checkpoints writes a checkpoint
     */
    Checkpointing(
            RunOptions options,
            Timings timings,
            PluginContext context,
            boolean replaces,
            Function<Round, CheckpointHeader> headers,
            Consumer<CheckpointHeader> checkpoints) {
        this.options = options;
        this.timings = timings;
        this.context = context;
        this.replaces = replaces;
        this.headers = headers;
        this.checkpoints = checkpoints;
        this.lastWritten = options.nanoTime.getAsLong();
    }

    /**
     * Writes a checkpoint after a round that is not the last one, if one is due or the run is stopped.
     *
     * @throws ExeuntException STOPPED-01 if the run is stopped, after the checkpoint was written or with the reason why
     *     it was not; of category RESOURCE if results cannot be flushed to disk
     */
    void completed(Round round, boolean stop) {
        long now = options.nanoTime.getAsLong();
        if (!stop && now - lastWritten < interval()) {
            return;
        }
        Optional<String> failure = timings.time(round, "checkpoint", () -> write(headers.apply(round)));
        lastWritten = options.nanoTime.getAsLong();
        lastDuration = lastWritten - now;
        if (stop) {
            throw stopped(
                    round,
                    failure.map(" (no checkpoint could be written: %s)"::formatted)
                                    .orElse("") + "; "
                            + next(failure.isEmpty() ? "it" : "at the previous one, or starts over"));
        }
        if (failure.isPresent() && !warned) {
            warned = true;
            context.warn(("no checkpoint could be written after round %s: %s; earlier ones are kept, and the next is"
                            + " attempted when it is due")
                    .formatted(round, failure.get()));
        }
    }

    /** Returns what the next command does with the stopped run. */
    private String next(String resumed) {
        if (options.startMode != RunOptions.StartMode.RERUN) {
            return "the same command resumes " + resumed;
        }
        return "the same command starts over; "
                + (replaces ? "the finished run is kept" : "without --rerun it resumes " + resumed);
    }

    private long interval() {
        long configured = TimeUnit.NANOSECONDS.convert(options.checkpointInterval); // saturates at Long.MAX_VALUE
        return configured == 0 ? 0 : Math.max(configured, MIN_INTERVAL_FACTOR * lastDuration);
    }

    /**
     * Writes a checkpoint; returns the reason if it cannot be written, without a path, which records do not contain.
     */
    private Optional<String> write(CheckpointHeader header) {
        try {
            checkpoints.accept(header);
            return Optional.empty();
        } catch (ExeuntException e) {
            if (!e.code().equals(Errors.RESOURCE_21.code())) { // any failure but of the disk
                throw e;
            }
            return Optional.of(
                    e.getCause() instanceof IOException failure
                            ? IoMessages.reason(failure)
                            : e.getCause().getMessage());
        }
    }

    /**
     * Returns the exception of a stopped run.
     *
     * @param round the last one that was completed; {@link Round#START} if none
     * @param andNow the rest of the sentence
     */
    static ExeuntException stopped(Round round, String andNow) {
        String when = round.equals(Round.START) ? "before its first round" : "after round " + round;
        return new ExeuntException(Errors.STOPPED_01, "The run was stopped on request %s%s.".formatted(when, andNow));
    }
}
