package org.exeunt.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.RoundAction;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.files.OwnFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs on a full or read-only disk: the run stops with a clear error or continues, and gives the same files once there
 * is space.
 */
class FailingStorageTest {
    private static final String KEPT = "training.optimizer.reset-each-round=false";

    @TempDir
    Path folder;

    private SmallDisk disk;
    private Path runs;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        Path mountPoint = Files.createDirectory(folder.resolve("disk"));
        disk = SmallDisk.mount(mountPoint, 8192);
        runs = Files.createDirectory(mountPoint.resolve("runs"));
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    private RunOptions runOptions() {
        return RunOptions.onDisk(Path.of(""), runs, () -> 0L).withCheckpoints(Duration.ZERO);
    }

    private Map<String, String> uninterrupted(String strategy, String... options) throws IOException {
        return RunFiles.of(ToyRun.onDisk(folder.resolve("uninterrupted"), strategy, options));
    }

    private void assertNoFinishedRun() throws IOException {
        try (var found = Files.list(runs)) {
            assertThat(found.map(path -> path.getFileName().toString())).allMatch(name -> name.startsWith("."));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cafedistill, 1, memory",
        "fedper,      2, memory",
        "ditto,       3, file",
        "fedavg,      4, memory",
        "pfedgraph,   5, file",
        "fedrep,      6, memory"
    })
    void runStopsOnFullDiskAndResumesLater(String strategy, int round, String states) throws IOException {
        String storage = "client-state-storage=" + states;
        Map<String, String> uninterrupted = uninterrupted(strategy, KEPT, storage);
        RunOptions filling = runOptions().withTrackers(List.of(new RoundAction(round, () -> disk.fill(0))));
        assertThatThrownBy(() -> ToyRun.with(filling, strategy, KEPT, storage))
                .isInstanceOf(ExeuntException.class)
                .hasMessageMatching("(?s).*(No space left on device|Check space).*")
                .extracting(thrown -> ((ExeuntException) thrown).code().toString())
                .isIn("RESOURCE-21", "RESOURCE-24");
        assertNoFinishedRun();
        disk.free();
        RunFiles.assertSame(RunFiles.of(ToyRun.with(runOptions(), strategy, KEPT, storage)), uninterrupted);
    }

    @Test
    void runFinishesWithoutSpaceForCheckpoints() throws IOException {
        Map<String, String> uninterrupted = uninterrupted("fedavg", ToyRun.SHAPES);
        RunResult result = ToyRun.with(
                runOptions()
                        .withTrackers(List.of(
                                // enough for records, but not for a checkpoint
                                new RoundAction(2, () -> disk.fill(8 << 12)), new RoundAction(6, disk::free))),
                "fedavg",
                ToyRun.SHAPES);
        assertThat(result.summary().warnings())
                .filteredOn(warning -> warning.contains("checkpoint"))
                .containsExactly(
                        "no checkpoint could be written after round 2: No space left on device; earlier ones are kept, and"
                                + " the next is attempted when it is due");
        Map<String, String> files = RunFiles.of(result);
        // the summary contains the warning, the manifest the checksum of the summary
        List.of("outline.json", "summary.json", "manifest.json").forEach(name -> {
            files.remove(name);
            uninterrupted.remove(name);
        });
        assertThat(files).isEqualTo(uninterrupted);
    }

    @Test
    void earlierCheckpointIsKeptIfTheNextFails() throws IOException {
        Map<String, String> uninterrupted = uninterrupted("fedavg", ToyRun.SHAPES);
        ToyRun.stopAfter(
                        4,
                        runOptions().withTrackers(List.of(new RoundAction(3, () -> disk.fill(8 << 12)))),
                        "fedavg",
                        ToyRun.SHAPES)
                .hasMessage(
                        "The run was stopped on request after round 4 (no checkpoint could be written: No space left"
                                + " on device); the same command resumes at the previous one, or starts over.");
        assertThat(ChildRun.partial(runs)
                        .orElseThrow()
                        .resolve("checkpoints")
                        .toFile()
                        .list())
                .containsExactlyInAnyOrder("round-1.checkpoint", "round-2.checkpoint");
        disk.free();
        RunFiles.assertSame(RunFiles.of(ToyRun.with(runOptions(), "fedavg", ToyRun.SHAPES)), uninterrupted);
    }

    @Test
    void readOnlyDiskIsReportedAndNothingIsLost() throws IOException, InterruptedException {
        Map<String, String> uninterrupted = uninterrupted("fedper");
        ToyRun.stopAfter(3, runOptions(), "fedper");
        disk.makeReadOnly();
        for (RunOptions.StartMode mode : RunOptions.StartMode.values()) {
            assertThatThrownBy(() -> ToyRun.with(runOptions().withStartMode(mode), "fedper"))
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContainingAll(
                            runs.toString(),
                            "cannot be written",
                            "Read-only",
                            "Check the free space and the permissions")
                    .extracting(thrown -> ((ExeuntException) thrown).code())
                    .hasToString("RESOURCE-21");
        }
        disk.makeWritable();
        RunFiles.assertSame(RunFiles.of(ToyRun.with(runOptions(), "fedper")), uninterrupted);
    }

    @Test
    void finishedRunIsReusedOnAReadOnlyDisk() throws IOException, InterruptedException {
        Map<String, String> finished = RunFiles.of(ToyRun.with(runOptions(), "fedper"));
        disk.makeReadOnly();
        RunResult reused = ToyRun.with(runOptions(), "fedper");
        assertThat(reused.reused()).isTrue();
        assertThat(RunFiles.of(reused)).isEqualTo(finished);
        disk.makeWritable();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void runEndsTheSameWithAnyFreeSpace(long seed) throws IOException {
        assertSameEndWithRandomFreeSpace(seed, 3);
    }

    @Tag("campaign")
    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104, 105, 106})
    void runEndsTheSameWithAnyFreeSpaceManyTimes(long seed) throws IOException {
        assertSameEndWithRandomFreeSpace(seed, 20);
    }

    private void assertSameEndWithRandomFreeSpace(long seed, int times) throws IOException {
        RandomGenerator random = new RandomStreams(seed).stream("room");
        List<String> strategies = ToyRun.strategies();
        Map<String, Integer> failedFiles = new TreeMap<>();
        int warned = 0;
        for (int time = 0; time < times; time++) {
            String strategy = strategies.get(random.nextInt(strategies.size()));
            String states = "client-state-storage=" + (random.nextBoolean() ? "file" : "memory");
            Map<String, String> uninterrupted = uninterrupted(strategy, KEPT, states);
            // a run needs several times the size of its results, for three checkpoints and a file of client states
            long space = random.nextLong(8
                    * uninterrupted.values().stream().mapToLong(String::length).sum());
            String description =
                    "seed %d, time %d: %s, %s, %d bytes".formatted(seed, time + 1, strategy, states, space);
            disk.fill(space);
            RunResult result;
            try {
                result = ToyRun.with(runOptions(), strategy, KEPT, states);
                disk.free();
            } catch (ExeuntException e) {
                failedFiles.merge(failedFile(e), 1, Integer::sum);
                assertThat(e.code().category()).as(description + ": " + e).isEqualTo(ErrorCategory.RESOURCE);
                assertNoFinishedRun();
                disk.free();
                result = ToyRun.with(runOptions(), strategy, KEPT, states);
            }
            Map<String, String> files = RunFiles.of(result);
            List<String> warnings = result.summary().warnings();
            if (warnings.stream().anyMatch(warning -> warning.contains("No space left on device"))) {
                warned++;
                assertThat(warnings)
                        .as(description)
                        .allMatch(warning -> warning.contains("No space left on device")
                                || uninterrupted.get("summary.json").contains(warning));
                files.put("outline.json", uninterrupted.get("outline.json"));
                files.put("summary.json", uninterrupted.get("summary.json"));
                files.put("manifest.json", uninterrupted.get("manifest.json"));
            }
            assertThat(files).as(description).isEqualTo(uninterrupted);
            OwnFiles.delete(result.directory().orElseThrow());
            assertNoFinishedRun();
            assertThat(ChildRun.partial(runs)).as(description).isEmpty();
        }
        System.out.printf(
                "seed %d: of %d runs, %d ran out of space (%s) and %d skipped checkpoints; all gave equal files%n",
                seed,
                times,
                failedFiles.values().stream().mapToInt(Integer::intValue).sum(),
                failedFiles,
                warned);
    }

    /** Returns what could not be written. */
    private static String failedFile(ExeuntException failure) {
        return failure.getMessage().startsWith("The file for client states")
                ? "client states"
                : failure.getMessage()
                        .replaceAll("(?s)^\\S*/(\\S+) cannot be.*", "$1")
                        .replaceAll("(client|toy)-[0-9a-f]+", "$1");
    }
}
