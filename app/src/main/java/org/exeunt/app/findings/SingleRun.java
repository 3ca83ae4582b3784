package org.exeunt.app.findings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.runtime.store.identity.RunDifferences;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;

/**
 * What the report of a single run shows in addition to its results.
 *
 * @param local the comparable run without federation
 * @param times of the run's phases; empty if unknown
 */
public record SingleRun(Optional<RunArchive> local, List<RunArchive.PhaseTime> times) {
    /** Nothing in addition, as for a run in progress. */
    static final SingleRun NONE = new SingleRun(Optional.empty(), List.of());

    /** In what comparable runs may differ, as well as in how their equal partitions were made. */
    private static final Set<Affects> FREE = Set.of(Affects.METHOD, Affects.EVALUATION, Affects.RECORD);

    private static final int MAX_DIRECTORIES = 10_000;

    static SingleRun read(Path directory, RunArchive run) {
        return new SingleRun(local(directory, run), RunArchive.times(directory));
    }

    /**
     * Returns the first run next to another, by name, that has the same data, clients, network, training and seed, but
     * no federation. Damaged runs are passed over: they are reported when they are read themselves.
     */
    private static Optional<RunArchive> local(Path directory, RunArchive run) {
        Path runs = directory.toAbsolutePath().normalize().getParent();
        if (runs == null || run.summary().setting().strategy().equals(Setting.LOCAL)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(runs)) {
            String partition = RunArchive.partition(directory);
            return all.limit(MAX_DIRECTORIES)
                    .filter(other -> Files.isRegularFile(other.resolve("manifest.json")))
                    .filter(other -> isLocal(other, run.summary().setting()))
                    .sorted()
                    .flatMap(other -> comparable(other, run, partition).stream())
                    .findFirst();
        } catch (IOException | UncheckedIOException | ExeuntException e) {
            return Optional.empty();
        }
    }

    /** Returns a run; empty if it has other conditions or is damaged. */
    private static Optional<RunArchive> comparable(Path directory, RunArchive run, String partition) {
        try {
            return RunArchive.partition(directory).equals(partition)
                            && RunDifferences.between(run.inputs(), RunArchive.inputs(directory)).stream()
                                    .allMatch(difference -> FREE.contains(difference.affects())
                                            || difference.subject().startsWith("partition."))
                    ? Optional.of(RunArchive.read(directory))
                    : Optional.empty();
        } catch (UncheckedIOException | ExeuntException e) {
            return Optional.empty();
        }
    }

    private static boolean isLocal(Path directory, Summary.Setting of) {
        try {
            Summary.Setting setting = RunArchive.summary(directory).setting();
            return setting.strategy().equals(Setting.LOCAL)
                    && setting.seed() == of.seed()
                    && setting.dataset().equals(of.dataset())
                    && setting.rounds() == of.rounds();
        } catch (UncheckedIOException | ExeuntException e) {
            return false;
        }
    }
}
