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

/** Processes killed (SIGKILL) at random moments, a quarter of them while they load, and gone on with until they finish: nothing is lost, whatever moment it is. */
@Tag("campaign")
class KillCampaignTest {
    /** Of each method on each engine. */
    private static final int KILLS = Integer.getInteger("exeunt.kills", 6);

    @TempDir
    Path folder;

    private final List<String> moments = new ArrayList<>();
    private Path config;
    private String[] settings;
    private int begun;
    private int finished;

    @ParameterizedTest
    @CsvSource({"cafedistill, 1", "ditto, 2", "fedavg, 3", "pfedgraph, 4", "fedrep, 5"})
    void killedRunsOnTheToyEngineLoseNothing(String strategy, long seed) throws IOException, InterruptedException {
        config = Files.writeString(folder.resolve("run.json"), ToyRun.file(strategy));
        settings = new String[] {"training.rounds=150"};
        loseNothing("toy", strategy, seed);
    }

    @ParameterizedTest
    @CsvSource({"cafedistill, 11", "ditto, 12", "fedavg, 13", "pfedgraph, 14", "fedrep, 15"})
    void killedRunsOnDeeplearning4jLoseNothing(String strategy, long seed) throws IOException, InterruptedException {
        config = FinishedRun.small();
        settings =
                new String[] {"strategy={\"type\": \"" + strategy + "\"}", "training.rounds=60", "evaluation.interval=4"
                };
        loseNothing("dl4j", strategy, seed);
    }

    private void loseNothing(String engine, String strategy, long seed) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Path whole = folder.resolve("unbroken");
        Instant start = Instant.now();
        Process alone = start(whole);
        awaitWriting(alone, whole);
        Instant begin = Instant.now();
        assertThat(alone.waitFor()).as(Files.readString(log)).isZero();
        Duration setUp = Duration.between(start, begin);
        Duration rounds = Duration.between(begin, Instant.now());
        Map<String, String> unbroken = RunFiles.ofOnly(whole);
        RandomGenerator random = new RandomStreams(seed).stream("kill");
        int kills = 0;
        while (kills < KILLS) {
            Path runs = folder.resolve("runs-" + begun);
            Process process = start(runs);
            boolean early = random.nextInt(4) == 0;
            if (!early) {
                awaitWriting(process, runs);
            }
            long moment = Math.round(random.nextDouble() * (early ? setUp : rounds).toMillis());
            if (process.waitFor(moment, TimeUnit.MILLISECONDS)) {
                assertThat(process.exitValue()).as(Files.readString(log)).isZero();
                requireSame(runs, unbroken, seed);
            } else {
                process.destroyForcibly().waitFor();
                kills++;
                moments.add(moment(runs));
            }
        }
        Path runs = folder.resolve("runs-" + begun);
        assertThat(start(runs).waitFor()).as(Files.readString(log)).isZero();
        requireSame(runs, unbroken, seed);
        System.out.printf(
                "%s, %s, seed %d: %d kills (%s); %d of %d runs equal to one that was not killed%n",
                engine, strategy, seed, kills, String.join(", ", moments), finished, begun);
    }

    private static void awaitWriting(Process process, Path runs) throws IOException, InterruptedException {
        while (!ChildRun.writes(process, runs) && !process.waitFor(1, TimeUnit.MILLISECONDS)) {
            // it is still loading its data
        }
    }

    private Process start(Path runs) throws IOException {
        return ChildRun.start(config, runs, folder.resolve("log"), settings);
    }

    private void requireSame(Path runs, Map<String, String> unbroken, long seed) throws IOException {
        begun++;
        assertThat(RunFiles.ofOnly(runs).equals(unbroken))
                .as("seed %d, killed %s: same files", seed, moments)
                .isTrue();
        RunFiles.assertSame(RunFiles.ofOnly(runs), unbroken);
        finished++;
    }

    /** Says how far a run had come that was killed. */
    private static String moment(Path runs) throws IOException {
        Optional<Path> partial = ChildRun.partial(runs);
        if (partial.isEmpty()) {
            return ChildRun.finished(runs).isPresent() ? "at its end" : "before it began";
        }
        String into = Files.exists(partial.get().resolve("models")) ? ", writing models" : "";
        return "round " + (ChildRun.rounds(runs) + 1) + into;
    }
}
