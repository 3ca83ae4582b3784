package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.store.RunDirectory;
import org.exeunt.runtime.store.checkpoint.Checkpoint;
import org.exeunt.runtime.store.checkpoint.Checkpoints;
import org.exeunt.runtime.store.files.RecordErrors;
import org.exeunt.runtime.store.identity.RunDifferences;
import org.exeunt.runtime.store.identity.RunIdentity;
import org.exeunt.runtime.store.identity.RunInputs;
import org.exeunt.runtime.store.records.RunArchive;

/**
 * Finds the checkpoint at which a run resumes.
 *
 * @param directory of the run
 * @param identity of the run
 * @param inputs of the run as it would start now
 * @param options with the start mode and the receiver of notices
 * @param context receives a warning for each damaged checkpoint
 */
record ResumePoint(
        RunDirectory directory, RunIdentity identity, RunInputs inputs, RunOptions options, RunContext context) {

    /**
     * Returns the newest usable checkpoint of the run; empty if the run has none or starts over.
     *
     * @throws ExeuntException DATA-27 if the checkpoint belongs to another run, or, in strict mode, if only a run with
     *     another configuration, other code or other files was stopped
     */
    Optional<Checkpoint> find() {
        if (directory.stopped().isEmpty()) {
            switch (options.startMode()) {
                case RESUME_STRICTLY -> refuseIfOthersStopped();
                case RESUME -> reportOthers();
                case RERUN -> {}
            }
            return Optional.empty();
        }
        Path stopped = directory.stopped().get();
        if (options.startMode() == RunOptions.StartMode.RERUN) {
            new Checkpoints(stopped).newest(warning -> {}).ifPresent(checkpoint -> options.notices()
                    .accept("starting over; %s, stopped after round %d, is discarded"
                            .formatted(identity.title(), checkpoint.header().round())));
            return Optional.empty();
        }
        Optional<Checkpoint> newest = new Checkpoints(stopped).newest(context::warn);
        newest.filter(checkpoint -> !checkpoint.header().run().equals(identity.title()))
                .ifPresent(checkpoint -> {
                    throw mismatch(
                            "Checkpoint %s belongs to run %s; expected run %s."
                                    .formatted(
                                            checkpoint.file(),
                                            checkpoint.header().run(),
                                            identity.title()),
                            differences(stopped),
                            "start over with --rerun");
                });
        // not recorded as a warning: the results equal those of an uninterrupted run
        options.notices()
                .accept(newest.map(checkpoint -> "resuming %s after round %d; --rerun would start over"
                                .formatted(identity.title(), checkpoint.header().round()))
                        .orElseGet(() -> "%s was stopped without a usable checkpoint; starting over"
                                .formatted(identity.title())));
        return newest;
    }

    /**
     * Warns if the run was started on another kind of machine.
     *
     * @param stopped directory of the stopped run, with unmodified files
     */
    void warnIfMachineDiffers(Path stopped) {
        List<String> machineDifferences = RunDifferences.ofMachines(RunArchive.inputsOfStopped(stopped), inputs);
        if (!machineDifferences.isEmpty()) {
            context.warn(("The run was started on another kind of machine, so its results may not equal those of an"
                            + " uninterrupted run bit for bit (then → now: %s).")
                    .formatted(String.join("; ", machineDifferences)));
        }
    }

    /** Lists the stopped runs of this name without reading their checkpoints, which may be large. */
    private void reportOthers() {
        List<Path> others = directory.stoppedRunsNamed(identity.name());
        if (!others.isEmpty()) {
            options.notices()
                    .accept("starting %s; stopped runs of the same name and another configuration are kept: %s"
                            .formatted(
                                    identity.title(),
                                    others.stream().map(Path::toString).collect(Collectors.joining(", "))));
        }
    }

    private void refuseIfOthersStopped() {
        List<String> others = new ArrayList<>();
        for (Path stopped : directory.stoppedRunsNamed(identity.name())) {
            new Checkpoints(stopped)
                    .newest(warning -> {})
                    .map(Checkpoint::header)
                    .ifPresent(header -> others.add("run %s, after round %d (%s): %s"
                            .formatted(
                                    header.run(), header.round(), stopped, String.join("; ", differences(stopped)))));
        }
        if (others.isEmpty()) {
            reportOthers(); // without a checkpoint there is nothing that a strict start could resume
            return;
        }
        throw mismatch(
                "There is no checkpoint of run %s. Stopped runs of the same name differ.".formatted(identity.title()),
                others,
                "start without --resume");
    }

    private List<String> differences(Path stopped) {
        try {
            List<String> differences = RunDifferences.between(RunArchive.inputsOfStopped(stopped), inputs).stream()
                    .map(RunDifferences.Difference::toString)
                    .toList();
            return differences.isEmpty() ? List.of("none in config.json and provenance.json") : differences;
        } catch (ExeuntException | IllegalArgumentException e) {
            return List.of("the differences cannot be read: " + e.getMessage());
        }
    }

    private static ExeuntException mismatch(String found, List<String> differences, String alternative) {
        return new ExeuntException(
                RecordErrors.CHECKPOINT_MISMATCH,
                "%s Then → now:\n  %s\nChange that back to resume it, or %s."
                        .formatted(found, String.join("\n  ", differences), alternative));
    }
}
