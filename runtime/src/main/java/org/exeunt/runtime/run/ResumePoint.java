package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.archive.RunDirectory;
import org.exeunt.runtime.archive.StoredRun;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.run.RunOptions.StartMode;
import org.exeunt.runtime.store.checkpoint.Checkpoint;
import org.exeunt.runtime.store.checkpoint.Checkpoints;
import org.exeunt.runtime.store.identity.RunDifferences;
import org.exeunt.runtime.store.identity.RunIdentity;
import org.exeunt.runtime.store.identity.RunInputs;

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
        boolean rerun = options.startMode == StartMode.RERUN;
        if (directory.stopped().isEmpty()) {
            if (!rerun) {
                considerOthers();
            }
            return Optional.empty();
        }
        Path stopped = directory.stopped().get();
        Optional<Checkpoint> newest = new Checkpoints(stopped).newest(rerun ? warning -> {} : context::warn);
        if (rerun) {
            newest.ifPresent(
                    checkpoint -> options.notices.accept("starting over; %s, stopped after round %d, is discarded"
                            .formatted(identity.title(), checkpoint.header().round())));
            return Optional.empty();
        }
        newest.filter(checkpoint -> !checkpoint.header().run().equals(identity.title()))
                .ifPresent(checkpoint -> {
                    throw mismatch(
                            "Checkpoint %s belongs to another run.".formatted(checkpoint.file()), stopped(stopped));
                });
        // not recorded as a warning: the results equal those of an uninterrupted run
        options.notices.accept(newest.map(checkpoint -> "resuming %s after round %d; --rerun would start over"
                        .formatted(identity.title(), checkpoint.header().round()))
                .orElseGet(
                        () -> "%s was stopped without a usable checkpoint; starting over".formatted(identity.title())));
        return newest;
    }

    /**
     * Warns if the run was started on another kind of machine.
     *
     * @param stopped directory of the stopped run, with unmodified files
     */
    void warnIfMachineDiffers(Path stopped) {
        List<String> machineDifferences = inputs(stopped)
                .provenance()
                .machine()
                .differences(inputs.provenance().machine());
        if (!machineDifferences.isEmpty()) {
            context.warn(("The run was started on another kind of machine, so its results may not equal those of an"
                            + " uninterrupted run bit for bit (then → now: %s).")
                    .formatted(String.join("; ", machineDifferences)));
        }
    }

    /** Reports stopped runs of this name; in strict mode, refuses those that could be resumed. */
    private void considerOthers() {
        List<Path> others = directory.stoppedRunsNamed(identity.name());
        if (options.startMode == StartMode.RESUME_STRICTLY) { // reads checkpoints, which may be large
            String resumable = others.stream().map(this::stopped).collect(Collectors.joining());
            if (!resumable.isEmpty()) {
                throw mismatch("Stopped runs of the same name differ.", resumable);
            }
        }
        if (!others.isEmpty()) {
            options.notices.accept("starting %s; stopped runs of the same name and another configuration are kept: %s"
                    .formatted(
                            identity.title(),
                            others.stream().map(Path::toString).collect(Collectors.joining(", "))));
        }
    }

    /** Returns a line with the differences of a stopped run from this one; empty if it has no checkpoint. */
    private String stopped(Path stopped) {
        return new Checkpoints(stopped)
                .newest(warning -> {})
                .map(Checkpoint::header)
                .map(header -> "\n  run %s, after round %d (%s): %s"
                        .formatted(header.run(), header.round(), stopped, differences(stopped)))
                .orElse("");
    }

    private static RunInputs inputs(Path stopped) {
        return StoredRun.at(stopped).inputs();
    }

    private String differences(Path stopped) {
        try {
            return RunDifferences.between(inputs(stopped), inputs).stream()
                    .map(RunDifferences.Difference::toString)
                    .collect(Collectors.joining("; "));
        } catch (ExeuntException | IllegalArgumentException e) {
            return "the differences cannot be read: " + e.getMessage();
        }
    }

    private ExeuntException mismatch(String found, String runs) {
        return new ExeuntException(
                Errors.DATA_27,
                ("There is no checkpoint of run %s. %s Then → now:%s\nChange that back to resume it, or start without"
                                + " --resume or with --rerun.")
                        .formatted(identity.title(), found, runs));
    }
}
