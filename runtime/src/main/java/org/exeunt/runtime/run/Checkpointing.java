package org.exeunt.runtime.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.federation.RunErrors;
import org.exeunt.runtime.server.Timings;
import org.exeunt.runtime.store.AtomicFile;
import org.exeunt.runtime.store.CheckpointHeader;
import org.exeunt.runtime.store.Checkpoints;
import org.exeunt.runtime.store.FileChecksum;
import org.exeunt.runtime.store.RunHistory;
import org.exeunt.runtime.store.RunRecorder;
import org.exeunt.runtime.store.state.RunStates;

/**
 * Writes a run's checkpoints: one whenever one is due, and one before the run is stopped.
 *
 * <p>Unless there is to be one after every round, writing takes at most a twentieth of the time: states of gigabytes are written less often than
 * asked. One that cannot be written does not end the run (ADR 17): the earlier ones stay, the first time it is warned of, and the next is tried when it is
 * due.
 */
final class Checkpointing {
    private static final int PART_OF_TIME = 20;

    private final RunOptions setting;
    private final Checkpoints checkpoints;
    private final String title;
    private final RunRecorder recorder;
    private final RunHistory history;
    private final RunContext context;
    private final Timings timings;
    private long last;
    private long took;
    private boolean warned;

    /**
     * Begins to wait for the first one.
     *
     * @param setting with the pace, and whether to stop
     * @param checkpoints where they go
     * @param title of the run
     * @param recorder whose files they belong to
     * @param history with the warnings so far
     * @param context told of the first one that cannot be written
     * @param timings so far
     */
    Checkpointing(
            RunOptions setting,
            Checkpoints checkpoints,
            String title,
            RunRecorder recorder,
            RunHistory history,
            RunContext context,
            Timings timings) {
        this.setting = setting;
        this.checkpoints = checkpoints;
        this.title = title;
        this.recorder = recorder;
        this.history = history;
        this.context = context;
        this.timings = timings;
        this.last = setting.nanoTime().getAsLong();
    }

    /**
     * Does what is due after a round.
     *
     * @param clients how many there may be that keep something
     * @throws ExeuntException STOPPED-01 if the run is to be stopped; the checkpoint is then written, or the message says why not; of category RESOURCE if results cannot be made durable
     */
    void after(Round round, Record server, int clients, RunStates states) {
        boolean stop = setting.stop().getAsBoolean();
        long now = setting.nanoTime().getAsLong();
        Optional<String> failure = Optional.empty();
        if (stop || now - last >= pause()) {
            failure = timings.time(round, "checkpoint", () -> write(round, server, clients, states));
            last = setting.nanoTime().getAsLong();
            took = last - now;
        }
        if (stop) {
            throw stopped(
                    round,
                    failure.map(
                                    " (no checkpoint could be written: %s); the same command resumes at the one before, or starts over"
                                            ::formatted)
                            .orElse("; the same command resumes it"));
        }
        failure.filter(reason -> !warned).ifPresent(reason -> {
            warned = true;
            context.warn(
                    "no checkpoint could be written after round %s: %s; earlier ones stay, and the next is tried when it is due"
                            .formatted(round, reason));
        });
    }

    private long pause() {
        long asked = TimeUnit.NANOSECONDS.convert(setting.checkpoints()); // the longest there is, if it is longer
        return asked == 0 ? 0 : Math.max(asked, PART_OF_TIME * took);
    }

    /** Returns why it could not be written, if it could not. */
    private Optional<String> write(Round round, Record server, int clients, RunStates states) {
        List<FileChecksum> files = recorder.checksums(); // results that cannot be flushed end the run
        CheckpointHeader standing =
                new CheckpointHeader(title, round.number(), files, history.warnings(), timings.lines());
        try {
            checkpoints.write(standing, server, clients, states.clients());
            return Optional.empty();
        } catch (ExeuntException e) {
            if (!e.code().equals(AtomicFile.REFUSED)) {
                throw e;
            }
            return Optional.of(reason(e.getCause()));
        }
    }

    /** The system's words, without a path: a record names none. */
    private static String reason(Throwable cause) {
        return cause instanceof IOException failure ? IoMessages.reason(failure) : cause.getMessage();
    }

    static ExeuntException stopped(Round round, String andNow) {
        return new ExeuntException(
                RunErrors.STOPPED, "The run was stopped on request after round %s%s.".formatted(round, andNow));
    }
}
