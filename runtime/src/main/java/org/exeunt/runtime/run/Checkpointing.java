package org.exeunt.runtime.run;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.federation.RunErrors;
import org.exeunt.runtime.server.RoundLoop;
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
final class Checkpointing implements RunTracker {
    private static final int PART_OF_TIME = 20;

    private final RunOptions setting;
    private final Checkpoints checkpoints;
    private final String title;
    private final RunRecorder recorder;
    private final RunHistory history;
    private final RunContext context;
    private final Timings timings;
    private final RoundLoop<?> loop;
    private final RunStates states;
    private final int clients;
    private final Round lastRound;
    private long written;
    private long took;
    private boolean warned;

    /**
     * Starts to wait for the first checkpoint.
     *
     * @param setting with the interval, and whether to stop
     * @param checkpoints where they are written
     * @param title of the run
     * @param recorder whose files belong to a checkpoint
     * @param history with the warnings so far
     * @param context to warn of the first checkpoint that cannot be written
     * @param timings so far
     * @param loop with the server's state
     * @param states of clients
     * @param clients number of clients that may keep a state
     * @param last the last round, after which there is no checkpoint
     */
    Checkpointing(
            RunOptions setting,
            Checkpoints checkpoints,
            String title,
            RunRecorder recorder,
            RunHistory history,
            RunContext context,
            Timings timings,
            RoundLoop<?> loop,
            RunStates states,
            int clients,
            Round last) {
        this.setting = setting;
        this.checkpoints = checkpoints;
        this.title = title;
        this.recorder = recorder;
        this.history = history;
        this.context = context;
        this.timings = timings;
        this.loop = loop;
        this.states = states;
        this.clients = clients;
        this.lastRound = last;
        this.written = setting.nanoTime().getAsLong();
    }

    /**
     * Writes a checkpoint if one is due, and stops the run if asked to.
     *
     * @throws ExeuntException STOPPED-01 if the run is to be stopped: the checkpoint is written by then, or the message states why not; of
     *     category RESOURCE if results cannot be flushed to disk
     */
    @Override
    public void roundCompleted(Round round) {
        if (round.equals(lastRound)) {
            return;
        }
        boolean stop = setting.stop().getAsBoolean();
        long now = setting.nanoTime().getAsLong();
        Optional<String> failure = Optional.empty();
        if (stop || now - written >= pause()) {
            failure = timings.time(round, "checkpoint", () -> write(round));
            written = setting.nanoTime().getAsLong();
            took = written - now;
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
    private Optional<String> write(Round round) {
        List<FileChecksum> files = recorder.checksums(); // results that cannot be flushed end the run
        CheckpointHeader standing =
                new CheckpointHeader(title, round.number(), files, history.warnings(), timings.lines());
        try {
            checkpoints.write(standing, loop.server(), clients, states.clients());
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
