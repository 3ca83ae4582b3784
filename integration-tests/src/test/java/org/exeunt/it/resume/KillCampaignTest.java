package org.exeunt.it.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.FinishedRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs killed (SIGKILL) at random moments, a quarter of them while loading, and resumed until they finish: nothing is
 * lost.
 */
@Tag("campaign")
class KillCampaignTest {
    /** Kills per method and engine. */
    private static final int KILLS = Integer.getInteger("exeunt.kills", 6);

    @TempDir
    Path folder;

    private final List<String> moments = new ArrayList<>();
    private Path config;
    private String[] settings;
    private int completed;
    private int equalRuns;

    @ParameterizedTest
    @CsvSource({"cafedistill, 1", "ditto, 2", "fedavg, 3", "pfedgraph, 4", "fedrep, 5"})
    void killedRunsOnTheToyEngineLoseNothing(String strategy, long seed) throws IOException, InterruptedException {
        config = Files.writeString(folder.resolve("run.json"), ToyRun.file(strategy));
        settings = new String[] {"training.rounds=150"};
        assertNothingLost("toy", strategy, seed);
    }

    @ParameterizedTest
    @CsvSource({"cafedistill, 11", "ditto, 12", "fedavg, 13", "pfedgraph, 14", "fedrep, 15"})
    void killedRunsOnDeeplearning4jLoseNothing(String strategy, long seed) throws IOException, InterruptedException {
        config = FinishedRun.small();
        settings =
                new String[] {"strategy={\"type\": \"" + strategy + "\"}", "training.rounds=60", "evaluation.interval=4"
                };
        assertNothingLost("dl4j", strategy, seed);
    }

    private void assertNothingLost(String engine, String strategy, long seed) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Path reference = folder.resolve("uninterrupted");
        Instant start = Instant.now();
        Process uninterrupted = start(reference);
        awaitWriting(uninterrupted, reference);
        Instant writing = Instant.now();
        assertThat(uninterrupted.waitFor()).as(Files.readString(log)).isZero();
        Duration loading = Duration.between(start, writing);
        Duration rounds = Duration.between(writing, Instant.now());
        Map<String, String> expected = RunFiles.ofOnly(reference);
        RandomGenerator random = new RandomStreams(seed).stream("kill");
        int kills = 0;
        while (kills < KILLS) {
            Path runs = folder.resolve("runs-" + completed);
            Process process = start(runs);
            boolean early = random.nextInt(4) == 0;
            if (!early) {
                awaitWriting(process, runs);
            }
            long moment = Math.round(random.nextDouble() * (early ? loading : rounds).toMillis());
            if (process.waitFor(moment, TimeUnit.MILLISECONDS)) {
                assertThat(process.exitValue()).as(Files.readString(log)).isZero();
                assertSame(runs, expected, seed);
            } else {
                process.destroyForcibly().waitFor();
                kills++;
                moments.add(progress(runs));
            }
        }
        Path runs = folder.resolve("runs-" + completed);
        assertThat(start(runs).waitFor()).as(Files.readString(log)).isZero();
        assertSame(runs, expected, seed);
        System.out.printf(
                "%s, %s, seed %d: %d kills (%s); %d of %d runs equal to one without kills%n",
                engine, strategy, seed, kills, String.join(", ", moments), equalRuns, completed);
    }

    private static void awaitWriting(Process process, Path runs) throws IOException, InterruptedException {
        while (ChildRun.lock(runs).isEmpty() && !process.waitFor(1, TimeUnit.MILLISECONDS)) {
            // still loading data
        }
    }

    private Process start(Path runs) throws IOException {
        Optional<Path> ofKilled = ChildRun.lock(runs);
        if (ofKilled.isPresent()) {
            Files.delete(ofKilled.get()); // so that a new one shows that the process writes
        }
        return ChildRun.start(config, runs, folder.resolve("log"), settings);
    }

    private void assertSame(Path runs, Map<String, String> expected, long seed) throws IOException {
        completed++;
        assertThat(RunFiles.ofOnly(runs).equals(expected))
                .as("seed %d, killed in %s: equal files", seed, moments)
                .isTrue();
        RunFiles.assertSame(RunFiles.ofOnly(runs), expected);
        equalRuns++;
    }

    /** Describes the progress of a killed run. */
    private static String progress(Path runs) throws IOException {
        Optional<Path> partial = ChildRun.partial(runs);
        if (partial.isEmpty()) {
            return ChildRun.finished(runs).isPresent() ? "finished" : "loading";
        }
        String suffix = Files.exists(partial.get().resolve("models")) ? ", writing models" : "";
        return "round " + (ChildRun.rounds(runs) + 1) + suffix;
    }
}
