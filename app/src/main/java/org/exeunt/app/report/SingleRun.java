package org.exeunt.app.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.RunArchive;
import org.exeunt.runtime.store.RunInputs;
import org.exeunt.runtime.store.Summary;

/**
 * What the report of a single run shows in addition to its results.
 *
 * @param local the comparable run without federation
 * @param times of the run's phases; empty if unknown
 */
public record SingleRun(Optional<RunArchive> local, List<RunArchive.PhaseTime> times) {
    /** Nothing in addition, as for a run in progress. */
    static final SingleRun NONE = new SingleRun(Optional.empty(), List.of());

    /** Keys of a configuration in which comparable runs may differ. */
    private static final List<String> FREE = List.of(
            "name", "partition", "strategy", "coordination", "executor", "client-state-storage", "trackers", "engine");

    /** Keys of the section {@code evaluation} that affect neither the clients evaluated nor their accuracy. */
    private static final List<String> FREE_OF_EVALUATION = List.of(
            "interval",
            "exit-policies",
            "baseline-accuracy",
            "accuracy-slack",
            "gradient-conflict-examples",
            "save-models");

    private static final ObjectMapper JSON = new ObjectMapper();
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
        if (runs == null || run.summary().setting().strategy().equals(SettingTable.LOCAL)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(runs)) {
            List<Object> conditions = conditions(directory);
            return all.limit(MAX_DIRECTORIES)
                    .filter(other -> Files.isRegularFile(other.resolve("manifest.json")))
                    .filter(other -> isLocal(other, run.summary().setting()))
                    .sorted()
                    .flatMap(other -> comparable(other, conditions).stream())
                    .findFirst();
        } catch (IOException | UncheckedIOException | ExeuntException e) {
            return Optional.empty();
        }
    }

    /** Returns a run; empty if it has other conditions or is damaged. */
    private static Optional<RunArchive> comparable(Path directory, List<Object> conditions) {
        try {
            return conditions(directory).equals(conditions)
                    ? Optional.of(RunArchive.read(directory))
                    : Optional.empty();
        } catch (UncheckedIOException | ExeuntException e) {
            return Optional.empty();
        }
    }

    private static boolean isLocal(Path directory, Summary.Setting of) {
        try {
            Summary.Setting setting = RunArchive.summary(directory).setting();
            return setting.strategy().equals(SettingTable.LOCAL)
                    && setting.seed() == of.seed()
                    && setting.dataset().equals(of.dataset())
                    && setting.rounds() == of.rounds();
        } catch (UncheckedIOException | ExeuntException e) {
            return false;
        }
    }

    /** Returns what comparable runs share: most of the configuration, the files of the data set and the partition. */
    private static List<Object> conditions(Path run) {
        try {
            RunInputs inputs = RunArchive.inputs(run);
            JsonNode configuration = JSON.readTree(inputs.configuration());
            if (configuration instanceof ObjectNode object) {
                object.remove(FREE);
                if (object.get("evaluation") instanceof ObjectNode evaluation) {
                    evaluation.remove(FREE_OF_EVALUATION);
                }
            }
            return List.of(configuration, JSON.readTree(inputs.provenance()).path("data"), RunArchive.partition(run));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
