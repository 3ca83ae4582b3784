package org.exeunt.it.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that is stopped or killed and then resumed gives the same files as an uninterrupted one. */
class ResumeTest {
    private static final String KEPT = "training.optimizer.reset-each-round=false";
    private static final int ROUNDS = 40;

    @TempDir
    Path folder;

    static Stream<String> strategies() {
        return ToyRun.strategies().stream();
    }

    private RunOptions runOptions(String runs) {
        return RunOptions.onDisk(Path.of(""), folder.resolve(runs), () -> 0L).withCheckpoints(Duration.ZERO);
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void everyStrategyEndsAsIfNeverStopped(String strategy) throws IOException {
        Map<String, String> uninterrupted = RunFiles.of(ToyRun.with(runOptions("uninterrupted"), strategy, KEPT));
        for (int rounds : new int[] {1, 1, 2}) {
            ToyRun.stopAfter(rounds, runOptions("stopped"), strategy, KEPT)
                    .hasMessageContaining("the same command resumes it");
        }
        RunFiles.assertSame(RunFiles.of(ToyRun.with(runOptions("stopped"), strategy, KEPT)), uninterrupted);
    }

    @ParameterizedTest
    @CsvSource({
        "cafedistill, client-state-storage=file",
        "ditto, client-state-storage=file",
        "pfedgraph, client-state-storage=file",
        "fedavg, coordination=least-conflict",
        "fedper, training.personal-head-init=per-client",
        "fedrep, evaluation.new-clients=2",
        "apfl, evaluation.head-epochs=1",
        "fedala, client-state-storage=file",
        "fedrolex, strategy.widths=[0.5]",
        "fjord, training.optimizer.reset-each-round=false",
        "scaffold, evaluation.head-epochs=1",
        "fedavg, 'feature-shift=[{}, {\"permute\": 1, \"noise\": 0.1}]'",
        "fedrod, training.optimizer={\"type\": \"adam\"}",
        "fedavg, training.server-optimizer.type=fedavgm",
        "fedper, training.server-optimizer.type=fedyogi"
    })
    void allStateIsRestored(String strategy, String option) throws IOException {
        Map<String, String> uninterrupted =
                RunFiles.of(ToyRun.with(runOptions("uninterrupted"), strategy, KEPT, option));
        ToyRun.stopAfter(4, runOptions("stopped"), strategy, KEPT, option);
        RunFiles.assertSame(RunFiles.of(ToyRun.with(runOptions("stopped"), strategy, KEPT, option)), uninterrupted);
    }

    @Test
    void changesOfPicturesAreThoseOfTheRound() throws IOException {
        String[] options = {ToyRun.SHAPES, "training.optimizer.schedule=cosine", "training.augmentation={\"crop\": 2}"};
        Map<String, String> uninterrupted = RunFiles.of(ToyRun.with(runOptions("uninterrupted"), "fedavg", options));
        ToyRun.stopAfter(4, runOptions("stopped"), "fedavg", options);
        RunFiles.assertSame(RunFiles.of(ToyRun.with(runOptions("stopped"), "fedavg", options)), uninterrupted);
        options[2] = "training.augmentation={\"crop\": 1}";
        assertThat(RunFiles.of(ToyRun.with(runOptions("other"), "fedavg", options))
                        .get("rounds.jsonl"))
                .isNotEqualTo(uninterrupted.get("rounds.jsonl"));
        assertThatThrownBy(() -> ToyRun.inMemory("fedavg", "training.augmentation={}"))
                .hasMessageContaining("training.augmentation: it mirrors and shifts pictures, and the inputs of this"
                        + " data set have the shape [8]");
    }

    @Test
    void stoppedRerunDoesNotPromiseToResume() throws IOException {
        RunOptions rerun = runOptions("runs").withStartMode(RunOptions.StartMode.RERUN);
        ToyRun.stopAfter(2, rerun, "fedavg")
                .hasMessageEndingWith("; the same command starts over; without --rerun it resumes it.");
        Path finished = ToyRun.with(runOptions("runs"), "fedavg").directory().orElseThrow();
        String summary = Files.readString(finished.resolve("summary.json"));
        ToyRun.stopAfter(2, rerun, "fedavg")
                .hasMessageEndingWith("; the same command starts over; the finished run is kept.");
        assertThat(ToyRun.with(runOptions("runs"), "fedavg").reused()).isTrue();
        assertThat(finished.resolve("summary.json")).hasContent(summary);
    }

    @Test
    void damagedCheckpointIsSkippedWithAWarning() throws IOException {
        Map<String, String> uninterrupted = RunFiles.of(ToyRun.with(runOptions("uninterrupted"), "cafedistill"));
        ToyRun.stopAfter(5, runOptions("stopped"), "cafedistill");
        Path newest;
        try (Stream<Path> walk = Files.walk(folder.resolve("stopped"))) {
            newest = walk.filter(file -> file.endsWith("round-5.checkpoint"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest, bytes);
        RunResult resumed = ToyRun.with(runOptions("stopped"), "cafedistill");
        assertThat(resumed.summary().warnings()).anyMatch(warning -> warning.contains("round-5.checkpoint"));
        Map<String, String> files = RunFiles.of(resumed);
        // the summary contains the warning, the manifest the checksum of the summary
        List.of("outline.json", "summary.json", "manifest.json").forEach(name -> {
            files.remove(name);
            uninterrupted.remove(name);
        });
        assertThat(files).isEqualTo(uninterrupted);
    }

    @Test
    void finishedRunKeepsNoCheckpoint() throws IOException {
        Path finished = ToyRun.with(runOptions("runs"), "fedper").directory().orElseThrow();
        assertThat(finished.resolve("checkpoints")).doesNotExist();
        // like a process killed between its last two steps
        Files.writeString(Files.createDirectory(finished.resolve("checkpoints")).resolve("round-5.checkpoint"), "");
        assertThat(ToyRun.with(runOptions("runs"), "fedper").reused()).isTrue();
        assertThat(finished.resolve("checkpoints")).doesNotExist();
    }

    @Test
    void killedProcessLosesNothing() throws IOException, InterruptedException {
        assertNothingLost("toy", "cafedistill", 1, 2);
    }

    @Tag("campaign")
    @ParameterizedTest
    @CsvSource({
        "toy, cafedistill, 3",
        "toy, ditto, 4",
        "toy, fedavg, 5",
        "toy, pfedgraph, 6",
        "toy, fedrep, 7",
        "dl4j, cafedistill, 11",
        "dl4j, ditto, 12",
        "dl4j, fedavg, 13",
        "dl4j, pfedgraph, 14",
        "dl4j, fedrep, 15"
    })
    void processesKilledManyTimesLoseNothing(String engine, String strategy, long seed)
            throws IOException, InterruptedException {
        assertNothingLost(engine, strategy, seed, Integer.getInteger("exeunt.kills", 6));
    }

    /**
     * Kills a process (SIGKILL) some milliseconds after random rounds, or in a quarter of all cases probably while it
     * loads, and restarts it until the run is finished.
     */
    private void assertNothingLost(String engine, String strategy, long seed, int kills)
            throws IOException, InterruptedException {
        Path config = engine.equals("toy")
                ? Files.writeString(folder.resolve("run.json"), ToyRun.file(strategy))
                : TrainedRun.small();
        String[] settings = {"strategy=" + strategy, "training.rounds=" + ROUNDS, "evaluation.interval=4"};
        Map<String, String> expected = RunFiles.of(
                TrainedRun.of(config, folder.resolve("uninterrupted"), settings).directory());
        Path runs = folder.resolve("killed");
        RandomGenerator random = new RandomStreams(seed).stream("kill");
        int last = 0;
        for (int kill = 0; kill < kills; kill++) {
            last += 1 + random.nextInt((ROUNDS - 1) / kills);
            int round = random.nextInt(4) == 0 ? 0 : last;
            Process process = ChildRun.start(config, runs, folder.resolve("log"), settings);
            while (process.isAlive() && ChildRun.rounds(runs) < round) {
                Thread.sleep(2);
            }
            Thread.sleep(random.nextInt(round == 0 ? 500 : 20));
            assertThat(process.destroyForcibly().waitFor())
                    .as("seed %d, kill %d: finished before round %d", seed, kill + 1, round)
                    .isNotZero();
        }
        assertThat(ChildRun.start(config, runs, folder.resolve("log"), settings).waitFor())
                .as("seed %d: %s", seed, Files.readString(folder.resolve("log")))
                .isZero();
        RunFiles.assertSame(RunFiles.ofOnly(runs), expected);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void signalStopsTheRunAndItResumesLater() throws IOException, InterruptedException {
        Path config = Files.writeString(folder.resolve("run.json"), ToyRun.file("fedrep"));
        String rounds = "training.rounds=" + ROUNDS;
        Map<String, String> expected = RunFiles.of(ToyRun.with(runOptions("uninterrupted"), "fedrep", rounds));
        Path stopped = folder.resolve("stopped");
        Process process = ChildRun.start(config, stopped, folder.resolve("log"), rounds);
        while (process.isAlive() && ChildRun.rounds(stopped) < 5) {
            Thread.sleep(2);
        }
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(ErrorCategory.STOPPED.exitStatus());
        RunFiles.assertSame(RunFiles.of(ToyRun.with(runOptions("stopped"), "fedrep", rounds)), expected);
    }
}
