package org.exeunt.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.app.Main;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.run.RunSetting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that was stopped or killed and gone on with gives the files of one that never was: architecture, promise 2. */
class ResumeTest {
    private static final String KEPT = "training.optimizer.reset-each-round=false";
    private static final int ROUNDS = 80;
    private static final int KILLS = Integer.getInteger("exeunt.kills", 3);

    @TempDir
    Path folder;

    static Stream<String> strategies() {
        return ToyRun.strategies().stream();
    }

    private RunSetting setting(String runs) {
        return RunSetting.onDisk(Path.of(""), folder.resolve(runs), () -> 0L)
                .withResume(true)
                .withCheckpoints(Duration.ZERO);
    }

    /** Says stop after so many rounds. */
    private static BooleanSupplier after(int rounds) {
        int[] asked = {0};
        return () -> ++asked[0] == rounds;
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void everyStrategyEndsAsIfItHadNeverBeenStopped(String strategy) throws IOException {
        Map<String, String> unbroken = files(ToyRun.with(setting("unbroken"), strategy, KEPT));
        for (int rounds : new int[] {1, 1, 2}) {
            assertThatThrownBy(() -> ToyRun.with(setting("stopped").withStop(after(rounds)), strategy, KEPT))
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContainingAll("stopped on request", "--resume")
                    .extracting(stopped -> ((ExeuntException) stopped).code().category())
                    .isEqualTo(ErrorCategory.STOPPED);
        }
        assertSame(files(ToyRun.with(setting("stopped"), strategy, KEPT)), unbroken);
    }

    @ParameterizedTest
    @CsvSource({
        "cafedistill, client-states=file",
        "ditto, client-states=file",
        "pfedgraph, client-states=file",
        "fedavg, coordination=least-conflict",
        "fedper, training.personal-heads=per-client",
        "fedrep, evaluation.new-clients=2"
    })
    void whateverHoldsStatesIsRestored(String strategy, String option) throws IOException {
        Map<String, String> unbroken = files(ToyRun.with(setting("unbroken"), strategy, KEPT, option));
        assertThatThrownBy(() -> ToyRun.with(setting("stopped").withStop(after(4)), strategy, KEPT, option))
                .isInstanceOf(ExeuntException.class);
        assertSame(files(ToyRun.with(setting("stopped"), strategy, KEPT, option)), unbroken);
    }

    private static void assertSame(Map<String, String> files, Map<String, String> expected) {
        assertThat(files.keySet()).isEqualTo(expected.keySet()).contains("summary.json", "models/client-7.model");
        expected.forEach((name, content) -> assertThat(files.get(name)).as(name).isEqualTo(content));
    }

    /** All files but the times. */
    private static Map<String, String> files(RunResult result) throws IOException {
        return files(result.directory().orElseThrow());
    }

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = directory.relativize(file).toString().replace('\\', '/');
                if (!name.matches("timings.csv|report.html")) {
                    contents.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return contents;
    }

    @Test
    void aDamagedCheckpointIsPassedOverAndSaid() throws IOException {
        Map<String, String> unbroken = files(ToyRun.with(setting("unbroken"), "cafedistill"));
        assertThatThrownBy(() -> ToyRun.with(setting("stopped").withStop(after(5)), "cafedistill"))
                .isInstanceOf(ExeuntException.class);
        Path newest;
        try (Stream<Path> walk = Files.walk(folder.resolve("stopped"))) {
            newest = walk.filter(file -> file.endsWith("round-5.checkpoint"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest, bytes);
        RunResult resumed = ToyRun.with(setting("stopped"), "cafedistill");
        assertThat(resumed.summary().warnings()).anyMatch(warning -> warning.contains("round-5.checkpoint"));
        Map<String, String> files = files(resumed);
        files.remove("summary.json");
        unbroken.remove("summary.json");
        assertThat(files).isEqualTo(unbroken);
    }

    @Test
    void aFinishedRunKeepsNoCheckpoint() {
        Path finished = ToyRun.with(setting("runs"), "fedper").directory().orElseThrow();
        assertThat(finished.resolve("checkpoints")).doesNotExist();
    }

    /** A process killed in seeded rounds, some time into the next, and started again until it comes to its end. */
    @ParameterizedTest
    @CsvSource({"cafedistill, 1", "ditto, 2"})
    void aKilledProcessLosesNothing(String strategy, long seed) throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("run.json"), ToyRun.file(strategy));
        assertThat(play(config, folder.resolve("unbroken"), ROUNDS, 0)).isTrue();
        RandomGenerator random = new RandomStreams(seed).stream("kill");
        int last = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            last += 1 + random.nextInt((ROUNDS - 1) / KILLS);
            int into = random.nextInt(20);
            assertThat(play(config, folder.resolve("killed"), last, into))
                    .as("seed %d, kill %d: ended before round %d", seed, kill + 1, last)
                    .isFalse();
        }
        assertThat(play(config, folder.resolve("killed"), ROUNDS, 0)).isTrue();
        assertSame(files(only(folder.resolve("killed"))), files(only(folder.resolve("unbroken"))));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aSignalEndsTheRoundAndTheRunGoesOnLater() throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("run.json"), ToyRun.file("fedrep"));
        Path unbroken = folder.resolve("unbroken");
        assertThat(play(config, unbroken, ROUNDS, 0)).isTrue();
        Path stopped = folder.resolve("stopped");
        Process process = start(config, stopped);
        while (rounds(stopped) < 5) {
            Thread.sleep(2);
        }
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(ErrorCategory.STOPPED.exitStatus());
        assertThat(play(config, stopped, ROUNDS, 0)).isTrue();
        assertSame(files(only(stopped)), files(only(unbroken)));
    }

    private static Path only(Path runs) throws IOException {
        try (Stream<Path> found = Files.list(runs)) {
            return found.filter(path -> !path.getFileName().toString().startsWith("."))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Runs to the end, or kills the process so many milliseconds after a round; returns whether it came to its end. */
    private static boolean play(Path config, Path runs, int round, int milliseconds)
            throws IOException, InterruptedException {
        Process process = start(config, runs);
        while (process.isAlive()) {
            if (round < ROUNDS && rounds(runs) >= round) {
                Thread.sleep(milliseconds);
                process.destroyForcibly();
                return process.waitFor() == 0;
            }
            Thread.sleep(2);
        }
        assertThat(process.exitValue()).isZero();
        return true;
    }

    private static Process start(Path config, Path runs) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        config.toString(),
                        "--out",
                        runs.toString(),
                        "--set",
                        "training.rounds=" + ROUNDS,
                        "--resume",
                        "--checkpoint-seconds",
                        "0"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** How many rounds the run that is being written has come to. */
    private static int rounds(Path runs) throws IOException {
        if (!Files.isDirectory(runs)) {
            return 0;
        }
        try (Stream<Path> found = Files.list(runs)) {
            for (Path partial :
                    found.filter(path -> path.toString().endsWith(".partial")).toList()) {
                Path file = partial.resolve("rounds.jsonl");
                if (Files.exists(file)) {
                    return (int) Files.readString(file)
                            .lines()
                            .filter(line -> line.contains("\"type\":\"round\""))
                            .count();
                }
            }
        }
        return 0;
    }
}
