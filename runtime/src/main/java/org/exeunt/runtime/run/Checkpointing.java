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
 * @param setting with the pace, and whether to stop
 * @param checkpoints where they go
 * @param title of the run
 * @param recorder whose files they belong to
 * @param history with the warnings so far
 * @param timings so far
 * @param clients how many may keep something
 * @param clock since when the next one is being waited for
 */
record Checkpointing(
        RunSetting setting,
        Checkpoints checkpoints,
        String title,
        RunRecorder recorder,
        RunHistory history,
        Timings timings,
        int clients,
        Clock clock) {
    /** When the last checkpoint was written, or the run began. */
    static final class Clock {
        private long last;

        Clock(long now) {
            last = now;
        }
    }

    /**
     * Does what is due after a round.
     *
     * @throws ExeuntException STOPPED-01 if the run is to be stopped; the checkpoint is then written
     */
    void after(Round round, Record server, RunStates states) {
        boolean stop = setting.stop().getAsBoolean();
        long now = setting.nanoTime().getAsLong();
        if (stop || now - clock.last >= setting.checkpoints().toNanos()) {
            timings.time(round, "checkpoint", () -> write(round, server, states));
            clock.last = setting.nanoTime().getAsLong();
        }
        if (stop) {
            throw stopped(round, "; --resume goes on with it");
        }
    }

    private Round write(Round round, Record server, RunStates states) {
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
