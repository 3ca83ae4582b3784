package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.federation.RunErrors;
import org.exeunt.runtime.store.Checkpoint;
import org.exeunt.runtime.store.Checkpoints;
import org.exeunt.runtime.store.RunArchive;
import org.exeunt.runtime.store.RunDifferences;
import org.exeunt.runtime.store.RunDirectory;
import org.exeunt.runtime.store.RunIdentity;
import org.exeunt.runtime.store.RunInputs;

/**
 * Finds the checkpoint that a run resumes at.
 *
 * @param directory of the run
 * @param identity of the run
 * @param origin of the run as it would start now
 * @param setting with the start mode and the receiver of notices
 * @param context receives a warning for each damaged checkpoint
 */
record ResumePoint(
        RunDirectory directory, RunIdentity identity, RunInputs origin, RunOptions setting, RunContext context) {

    /** A run of the same name that was stopped, and what it differs in. */
    private record Other(Path place, String title, int round, List<String> differences) {}

    /**
     * Returns the newest usable checkpoint of the run; empty if there is none, or the run starts over.
     *
     * @throws ExeuntException DATA-27 if the checkpoint is of another run, or, in strict mode, if there is only one of another
     *     configuration, other code or other data
     */
    Optional<Checkpoint> from() {
        if (directory.left().isEmpty()) {
            switch (setting.startMode()) {
                case RESUME_STRICTLY -> refuseOthers();
                case RESUME -> nameOthers();
                case RERUN -> {}
            }
            return Optional.empty();
        }
        Path left = directory.left().get();
        if (setting.startMode() == RunOptions.StartMode.RERUN) {
            new Checkpoints(left).newest(damage -> {}).ifPresent(checkpoint -> setting.notices()
                    .accept("starting over; %s, stopped after round %d, is discarded"
                            .formatted(identity.title(), checkpoint.standing().round())));
            return Optional.empty();
        }
        Optional<Checkpoint> newest = new Checkpoints(left).newest(context::warn);
        newest.filter(checkpoint -> !checkpoint.standing().run().equals(identity.title()))
                .ifPresent(checkpoint -> {
                    throw refused(
                            "Checkpoint %s is of run %s; expected one of %s."
                                    .formatted(
                                            checkpoint.file(),
                                            checkpoint.standing().run(),
                                            identity.title()),
                            differences(left),
                            "start over with --rerun");
                });
        // not a warning of the run: its results are those of a run that was never stopped
        setting.notices()
                .accept(newest.map(checkpoint -> "resuming %s after round %d; --rerun would start over"
                                .formatted(
                                        identity.title(), checkpoint.standing().round()))
                        .orElseGet(() -> "%s was stopped without a usable checkpoint; starting over"
                                .formatted(identity.title())));
        return newest;
    }

    /**
     * Warns if the run was started on another kind of machine.
     *
     * @param left directory of the stopped run, whose files are unaltered
     */
    void warnOfOtherMachine(Path left) {
        List<String> unlike = RunDifferences.ofMachines(RunArchive.originOfStopped(left), origin);
        if (!unlike.isEmpty()) {
            context.warn(
                    "The run began on another kind of machine than it goes on with, so its bits may not be those of a run that was never stopped (then → now: %s)."
                            .formatted(String.join("; ", unlike)));
        }
    }

    /** Names the stopped runs of this name, unread: their checkpoints may be large. */
    private void nameOthers() {
        List<Path> others = directory.leftOfOthers(identity.name());
        if (!others.isEmpty()) {
            setting.notices()
                    .accept("starting %s; stopped runs of the same name and another configuration are kept: %s"
                            .formatted(
                                    identity.title(),
                                    others.stream().map(Path::toString).collect(Collectors.joining(", "))));
        }
    }

    private void refuseOthers() {
        List<Other> others = new ArrayList<>();
        for (Path place : directory.leftOfOthers(identity.name())) {
            new Checkpoints(place)
                    .newest(damage -> {})
                    .map(Checkpoint::standing)
                    .ifPresent(standing ->
                            others.add(new Other(place, standing.run(), standing.round(), differences(place))));
        }
        if (others.isEmpty()) {
            return;
        }
        others.sort(Comparator.comparingInt((Other other) -> other.differences().size())
                .thenComparing(Other::title));
        Other nearest = others.get(0);
        String more = others.size() == 1
                ? ""
                : " Further from it: %s."
                        .formatted(others.stream().skip(1).map(Other::title).collect(Collectors.joining(", ")));
        throw refused(
                "There is no checkpoint of run %s. Run %s of the same name was stopped after round %d, but differs (%s).%s"
                        .formatted(identity.title(), nearest.title(), nearest.round(), nearest.place(), more),
                nearest.differences(),
                "start without --resume");
    }

    private List<String> differences(Path left) {
        try {
            List<String> differences = RunDifferences.between(RunArchive.originOfStopped(left), origin);
            return differences.isEmpty()
                    ? List.of("nothing that its config.json and provenance.json name")
                    : differences;
        } catch (ExeuntException | IllegalArgumentException e) {
            return List.of("what it differs in cannot be read: " + e.getMessage());
        }
    }

    private static ExeuntException refused(String what, List<String> differences, String otherwise) {
        return new ExeuntException(
                RunErrors.OTHER_CHECKPOINT,
                "%s Then → now:\n  %s\nChange that back to resume it, or %s."
                        .formatted(what, String.join("\n  ", differences), otherwise));
    }
}
