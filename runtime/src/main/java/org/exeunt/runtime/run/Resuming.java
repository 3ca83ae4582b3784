package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.checkpoint.Checkpoint;
import org.exeunt.runtime.checkpoint.Checkpoints;
import org.exeunt.runtime.record.RunArchive;
import org.exeunt.runtime.record.RunDifferences;
import org.exeunt.runtime.record.RunDirectory;
import org.exeunt.runtime.record.RunIdentity;
import org.exeunt.runtime.record.RunOrigin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a run can go on from.
 *
 * @param directory of the run
 * @param identity of the run
 * @param origin of the run as it would begin now
 * @param context told of checkpoints that are damaged
 */
record Resuming(RunDirectory directory, RunIdentity identity, RunOrigin origin, RunContext context) {
    private static final Logger LOG = LoggerFactory.getLogger(Resuming.class);

    /** A run of the same name that was stopped, and what it differs in. */
    private record Other(Path place, String title, int round, List<String> differences) {}

    /**
     * Returns the newest usable checkpoint of the run, or nothing if it never came to one.
     *
     * @throws ExeuntException DATA-27 if there is one of another configuration, other code or other data instead
     */
    Optional<Checkpoint> from() {
        if (directory.left().isEmpty()) {
            refuseOthers();
            return Optional.empty();
        }
        Path left = directory.left().get();
        Optional<Checkpoint> newest = new Checkpoints(left).newest(context::warn);
        newest.filter(checkpoint -> !checkpoint.standing().run().equals(identity.title()))
                .ifPresent(checkpoint -> {
                    throw refused(
                            "The checkpoint in %s is of run %s; expected one of %s."
                                    .formatted(left, checkpoint.standing().run(), identity.title()),
                            differences(left));
                });
        newest.ifPresent(checkpoint -> warnOfOtherMachine(left));
        if (newest.isEmpty()) {
            // not in the record: the run gives what it would have given at once
            LOG.warn("There is no checkpoint of run {} to go on from; it begins anew", identity.title());
        }
        return newest;
    }

    private void warnOfOtherMachine(Path left) {
        List<String> unlike = RunDifferences.ofMachines(RunArchive.provenance(left), origin);
        if (!unlike.isEmpty()) {
            context.warn(
                    "The run began on another kind of machine than it goes on with, so its bits may not be those of a run that was never stopped (then → now: %s)."
                            .formatted(String.join("; ", unlike)));
        }
    }

    private void refuseOthers() {
        List<Other> others = new ArrayList<>();
        for (Path place : directory.leftOfOthers(identity.name())) {
            new Checkpoints(place)
                    .newest(LOG::debug)
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
                        .formatted(String.join(
                                ", ", others.stream().skip(1).map(Other::title).toList()));
        throw refused(
                "There is no checkpoint of run %s. Run %s of the same name was stopped after round %d, but differs (%s).%s"
                        .formatted(identity.title(), nearest.title(), nearest.round(), nearest.place(), more),
                nearest.differences());
    }

    private List<String> differences(Path left) {
        try {
            List<String> differences = RunDifferences.between(RunArchive.origin(left), origin);
            return differences.isEmpty()
                    ? List.of("nothing that its config.json and provenance.json name")
                    : differences;
        } catch (ExeuntException | IllegalArgumentException e) {
            return List.of("what it differs in cannot be read: " + e.getMessage());
        }
    }

    private static ExeuntException refused(String what, List<String> differences) {
        return new ExeuntException(
                RunErrors.OTHER_CHECKPOINT,
                "%s Then → now:\n  %s\nChange that back to go on with it, or start without --resume to begin anew."
                        .formatted(what, String.join("\n  ", differences)));
    }
}
