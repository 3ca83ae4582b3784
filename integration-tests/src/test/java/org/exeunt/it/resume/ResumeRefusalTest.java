package org.exeunt.it.resume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.RoundAction;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --resume} refuses to resume a run with another configuration, and lists the differences. */
class ResumeRefusalTest {
    @TempDir
    Path folder;

    private RunOptions runOptions() {
        return RunOptions.onDisk(Path.of(""), folder.resolve("runs"), () -> 0L)
                .withStartMode(RunOptions.StartMode.RESUME_STRICTLY)
                .withCheckpoints(Duration.ZERO);
    }

    private void stopAfter(int rounds, String... options) {
        ToyRun.stopAfter(rounds, runOptions().withStartMode(RunOptions.StartMode.RERUN), "fedavg", options);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String... options) {
        return assertThatThrownBy(() -> ToyRun.with(runOptions(), "fedavg", options))
                .isInstanceOfSatisfying(ExeuntException.class, thrown -> assertThat(thrown.code())
                        .hasToString("DATA-27"));
    }

    @Test
    void everyDifferingKeyIsListed() throws IOException {
        var uninterrupted = RunFiles.of(ToyRun.onDisk(folder.resolve("uninterrupted"), "fedavg"));
        stopAfter(3);
        String title = uninterrupted.get("summary.json").replaceAll("(?s).*\"hash\" : \"([0-9a-f]+)\".*", "toy-$1");
        assertRefused("training.rounds=7", "training.optimizer.learning-rate=0.03")
                .hasMessageMatching(
                        """
                        (?s)There is no checkpoint of run toy-[0-9a-f]{12}\\. Stopped runs of the same name differ\\. \
                        Then → now:
                          run %s, after round 3 \\(.*\\): training.optimizer.learning-rate: 0.02 → 0.03; \
                        training.rounds: 6 → 7
                        Change that back to resume it, or start without --resume or with --rerun\\."""
                                .formatted(title));
        RunResult other =
                ToyRun.with(runOptions().withStartMode(RunOptions.StartMode.RERUN), "fedavg", "training.rounds=7");
        assertThat(other.rounds()).hasSize(7);
        RunFiles.assertSame(RunFiles.of(ToyRun.with(runOptions(), "fedavg")), uninterrupted);
    }

    @Test
    void allStoppedRunsAreShown() {
        stopAfter(2, "training.rounds=9", "training.batch-size=4");
        stopAfter(3, "training.rounds=8");
        assertRefused()
                .hasMessageContainingAll(
                        "after round 3", "training.rounds: 8 → 6", "after round 2", "training.rounds: 9 → 6");
    }

    @Test
    void otherAndActiveRunsAreIgnored() {
        stopAfter(3, "name=toy-2");
        List<RunResult> inside = new ArrayList<>();
        ToyRun.with(
                runOptions()
                        .withTrackers(List.of(
                                new RoundAction(4, () -> inside.add(ToyRun.with(runOptions(), "fedavg", "seed=12"))))),
                "fedavg");
        assertThat(inside).hasSize(1);
    }

    @Test
    void checkpointOfAnotherRunIsRefused() throws IOException {
        stopAfter(3, "seed=12");
        Path left = ChildRun.partial(folder.resolve("runs")).orElseThrow();
        String title = ToyRun.inMemory("fedavg").summary().hash();
        Files.move(left, left.resolveSibling(".toy-" + title + ".partial"));
        assertRefused()
                .hasMessageContainingAll(
                        "no checkpoint of run toy-" + title, "round-3.checkpoint belongs to another", "seed: 12 → 11");
    }

    @Test
    void runOfAnotherConfigurationIsKept() throws IOException {
        stopAfter(3);
        Path left = ChildRun.partial(folder.resolve("runs")).orElseThrow();
        List<String> notices = new ArrayList<>();
        ToyRun.with(
                runOptions().withStartMode(RunOptions.StartMode.RESUME).withNotices(notices::add),
                "fedavg",
                "training.rounds=2");
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith("starting toy-")
                .endsWith(left.toString());
        assertThat(left).isDirectoryContaining("glob:**rounds.jsonl");
    }

    @Test
    void stoppedRunsWithoutCheckpointAreNamed() throws IOException {
        stopAfter(3);
        Path left = ChildRun.partial(folder.resolve("runs")).orElseThrow();
        for (int round = 1; round <= 3; round++) {
            Files.deleteIfExists(left.resolve("checkpoints/round-%d.checkpoint".formatted(round)));
        }
        List<String> notices = new ArrayList<>();
        ToyRun.with(runOptions().withNotices(notices::add), "fedavg", "training.rounds=2");
        assertThat(notices)
                .singleElement()
                .asString()
                .startsWith("starting toy-")
                .endsWith(left.toString());
    }

    /** The configuration names the file of devices, whose content decides who is late. */
    @Test
    void runIsNotResumedWithOtherDevices() throws IOException {
        Path devices = devices(2e9);
        String[] options = {
            "devices={\"type\": \"file\", \"file\": \"%s\"}".formatted(devices),
            "coordination=budget",
            "faults.deadline=100"
        };
        var uninterrupted = RunFiles.of(ToyRun.onDisk(folder.resolve("uninterrupted"), "fedavg", options));
        assertThat(uninterrupted.get("devices.csv"))
                .startsWith("client,tier,macs-per-second")
                .contains("\n0,file,2.0E9,");
        stopAfter(3, options);
        devices(1e9);
        assertRefused(options)
                .hasMessageContainingAll("There is no checkpoint of run toy-", "devices.file devices.csv: SHA-256 ");
        devices(2e9);
        RunFiles.assertSame(RunFiles.of(ToyRun.with(runOptions(), "fedavg", options)), uninterrupted);
    }

    private Path devices(double speed) throws IOException {
        return Files.writeString(
                folder.resolve("devices.csv"),
                IntStream.range(0, 8)
                        .mapToObj(client -> "%d,%s,1e6,1e6,1000000\n".formatted(client, speed))
                        .collect(Collectors.joining("", "client,macs-per-second,bytes-down,bytes-up,memory\n", "")));
    }

    @Test
    void resumeAndRerunAreReportedInOneLine() {
        stopAfter(3);
        List<String> notices = new ArrayList<>();
        RunOptions noticed = runOptions().withNotices(notices::add);
        ToyRun.stopAfter(1, noticed.withStartMode(RunOptions.StartMode.RESUME), "fedavg");
        ToyRun.with(noticed.withStartMode(RunOptions.StartMode.RERUN), "fedavg");
        assertThat(notices).hasSize(2);
        assertThat(notices.get(0)).startsWith("resuming toy-").contains("after round 3");
        assertThat(notices.get(1)).startsWith("starting over; toy-").contains("stopped after round 4");
    }
}
