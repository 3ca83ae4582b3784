package org.exeunt.it.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.GrowingTable;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Executors that do not answer, or that have other data or jars; and a driver that is killed. */
@Tag("slow")
@EnabledOnOs({OS.LINUX, OS.MAC})
class SparkFaultyExecutorsTest {
    @TempDir
    Path folder;

    @Test
    void killedRunIsResumedOnSparkAndOnThreads() throws Exception {
        Path config = Files.writeString(folder.resolve("run.json"), ToyRun.file("fedrep"));
        Path runs = folder.resolve("killed");
        Path log = folder.resolve("log");
        String rounds = "training.rounds=12";
        for (int round : List.of(2, 4)) {
            Process run = ChildRun.start(config, runs, log, rounds, LocalCluster.executor());
            awaitRound(run, runs, round);
            List<ProcessHandle> executors = LocalCluster.executorsOf(run.toHandle());
            run.destroyForcibly().waitFor();
            assertThat(executors).as(Files.readString(log)).hasSize(2);
            for (ProcessHandle each : executors) {
                each.onExit().get(2, TimeUnit.MINUTES);
            }
        }
        Process resumed = ChildRun.start(config, runs, log, rounds);
        assertThat(resumed.waitFor()).as(Files.readString(log)).isZero();
        Map<String, String> expected = RunFiles.of(ToyRun.onDisk(folder.resolve("uninterrupted"), "fedrep", rounds));
        RunFiles.assertSame(RunFiles.ofOnly(runs), expected);
    }

    /** The executor is stopped (SIGSTOP), so that it is alive and sends nothing. */
    @Test
    void executorThatDoesNotAnswerIsReplaced() throws Exception {
        Path config = Files.writeString(folder.resolve("run.json"), ToyRun.file("fedavg"));
        Path runs = folder.resolve("runs");
        Path log = folder.resolve("log");
        String impatient = "\"conf\": [\"spark.network.timeout=10s\", \"spark.executor.heartbeatInterval=1s\"]";
        Process run = ChildRun.start(config, runs, log, "training.rounds=100000", LocalCluster.executor(impatient));
        try {
            awaitRound(run, runs, 1);
            ProcessHandle hanging = LocalCluster.executorsOf(run.toHandle()).get(0);
            new ProcessBuilder("kill", "-STOP", Long.toString(hanging.pid()))
                    .start()
                    .waitFor();
            hanging.onExit().get(5, TimeUnit.MINUTES);
            awaitRound(run, runs, ChildRun.rounds(runs) + 1);
            assertThat(run.isAlive()).as(Files.readString(log)).isTrue();
        } finally {
            run.destroyForcibly().waitFor();
        }
    }

    private static void awaitRound(Process run, Path runs, int round) throws IOException {
        while (run.isAlive() && ChildRun.rounds(runs) < round) {
            Thread.onSpinWait();
        }
    }

    /** Data that change after the run has read them, by a path that is relative to its working directory. */
    @Test
    void executorsWithOtherDataAreRefused() throws IOException {
        GrowingTable table = GrowingTable.in(folder);
        Path file = Path.of("").toAbsolutePath().relativize(table.file());
        assertThatThrownBy(() -> ToyRun.with(
                        RunOptions.inMemory(Path.of(""), () -> 0L).withTrackers(List.of(table.tracker())),
                        "fedavg",
                        "dataset={\"type\": \"csv\", \"file\": \"%s\", \"label\": \"species\"}".formatted(file),
                        LocalCluster.executor()))
                .hasMessageContainingAll(
                        "Executor ",
                        " on host ",
                        " differs from the run",
                        "data file trees.csv: %d records".formatted(table.rows()),
                        "→ %d records".formatted(table.rows() + 1));
    }

    @Test
    void executorsWithAnotherPluginAreRefused() throws IOException {
        Path plugin = plugin();
        Path other = folder.resolve(plugin.getFileName());
        try (Stream<Path> files = Files.walk(plugin)) {
            for (Path file : files.toList()) {
                Files.copy(file, other.resolve(plugin.relativize(file).toString()));
            }
        }
        Files.writeString(other.resolve("another-file"), "which is not in the plugin of the run");
        assertThatThrownBy(() -> runWithPlugins(List.of(other)))
                .hasMessageContainingAll(
                        "Executor ", " on host ", " differs from the run", "Strategy 'partial-sharing': version", "→");
    }

    @Test
    void executorsWithoutAPluginAreRefused() {
        assertThatThrownBy(() -> runWithPlugins(List.of()))
                .hasMessageContainingAll(
                        "Executor ", " on host ", "needs the data and jars of the run", "'partial-sharing'");
    }

    /** Returns the folder of the strategy {@code partial-sharing} on the class path of this process. */
    private static Path plugin() {
        return classPath()
                .filter(path -> path.toString().contains("hello-strategy"))
                .findFirst()
                .orElseThrow();
    }

    /** Runs on executors whose class path has other plugins. */
    private static void runWithPlugins(List<Path> others) {
        Path plugin = plugin();
        String classPath = Stream.concat(classPath().filter(path -> !path.equals(plugin)), others.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        System.setProperty("spark.executor.extraClassPath", classPath);
        try {
            ToyRun.inMemory("partial-sharing", LocalCluster.executor());
        } finally {
            System.clearProperty("spark.executor.extraClassPath");
        }
    }

    private static Stream<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of);
    }
}
