package org.exeunt.runtime.run;

import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.checkpoint.Checkpoints;
import org.exeunt.runtime.checkpoint.Standing;
import org.exeunt.runtime.record.RunHistory;
import org.exeunt.runtime.record.RunRecorder;
import org.exeunt.runtime.state.RunStates;

/**
 * Writes a run's checkpoints: one whenever one is due, and one before the run is stopped.
 *
 * <p>Unless there is to be one after every round, writing takes at most a twentieth of the time: states of gigabytes are written less often than
 * asked.
 */
final class Checkpointing {
    private static final int PART_OF_TIME = 20;

    private final RunSetting setting;
    private final Checkpoints checkpoints;
    private final String title;
    private final RunRecorder recorder;
    private final RunHistory history;
    private final Timings timings;
    private long last;
    private long took;

    /**
     * Begins to wait for the first one.
     *
     * @param setting with the pace, and whether to stop
     * @param checkpoints where they go
     * @param title of the run
     * @param recorder whose files they belong to
     * @param history with the warnings so far
     * @param timings so far
     */
    Checkpointing(
            RunSetting setting,
            Checkpoints checkpoints,
            String title,
            RunRecorder recorder,
            RunHistory history,
            Timings timings) {
        this.setting = setting;
        this.checkpoints = checkpoints;
        this.title = title;
        this.recorder = recorder;
        this.history = history;
        this.timings = timings;
        this.last = setting.nanoTime().getAsLong();
    }

    /**
     * Does what is due after a round.
     *
     * @param clients how many there may be that keep something
     * @throws ExeuntException STOPPED-01 if the run is to be stopped; the checkpoint is then written
     */
    void after(Round round, Record server, int clients, RunStates states) {
        boolean stop = setting.stop().getAsBoolean();
        long now = setting.nanoTime().getAsLong();
        if (stop || now - last >= pause()) {
            timings.time(round, "checkpoint", () -> write(round, server, clients, states));
            last = setting.nanoTime().getAsLong();
            took = last - now;
        }
        if (stop) {
            throw stopped(round, "; --resume goes on with it");
        }
    }

    private long pause() {
        long asked = setting.checkpoints().toNanos();
        return asked == 0 ? 0 : Math.max(asked, PART_OF_TIME * took);
    }

    private Round write(Round round, Record server, int clients, RunStates states) {
        RunRecorder.Lengths lengths = recorder.lengths();
        checkpoints.write(
                new Standing(
                        title,
                        round.number(),
                        lengths.rounds(),
                        lengths.clients(),
                        lengths.exits(),
                        history.warnings(),
                        timings.lines()),
                server,
                clients,
                states.clients());
        return round;
    }

    static ExeuntException stopped(Round round, String andNow) {
        return new ExeuntException(
                RunErrors.STOPPED, "The run was stopped on request after round %s%s.".formatted(round, andNow));
    }
}
