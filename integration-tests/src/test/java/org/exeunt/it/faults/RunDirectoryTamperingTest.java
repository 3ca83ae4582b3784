package org.exeunt.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.RoundAction;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.store.files.OwnFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Changes of a run directory by others during a run: a second process, removed or altered files, a clock set back. */
class RunDirectoryTamperingTest {
    @TempDir
    Path folder;

    private Path runs() {
        return folder.resolve("runs");
    }

    private RunOptions runOptions() {
        return RunOptions.onDisk(Path.of(""), runs(), () -> 0L).withCheckpoints(Duration.ZERO);
    }

    private Map<String, String> uninterrupted(String strategy) throws IOException {
        return RunFiles.of(ToyRun.onDisk(folder.resolve("uninterrupted"), strategy));
    }

    private RunOptions atRound3(RoundAction.Action action) {
        return runOptions().withTrackers(List.of(new RoundAction(3, action)));
    }

    private Path partial() throws IOException {
        return ChildRun.partial(runs()).orElseThrow();
    }

    @Test
    void secondProcessIsRefusedAndFirstContinues() throws IOException {
        Path config = Files.writeString(folder.resolve("run.json"), ToyRun.file("fedper"));
        Path log = folder.resolve("log");
        int[] status = {-1};
        var result = ToyRun.with(
                atRound3(() -> status[0] =
                        ChildRun.start(config, runs(), log).onExit().join().exitValue()),
                "fedper");
        assertThat(Files.readString(log)).contains("RESOURCE-20", "is being written by another run");
        assertThat(status[0]).isEqualTo(6);
        RunFiles.assertSame(RunFiles.of(result), uninterrupted("fedper"));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void removedRunDirectoryIsReportedNotRecreated() throws IOException {
        assertThatThrownBy(() -> ToyRun.with(atRound3(() -> OwnFiles.delete(partial())), "fedper"))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("rounds.jsonl was removed or modified", "Start the run again")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("RESOURCE-27");
        assertThat(ChildRun.partial(runs())).isEmpty();
        RunFiles.assertSame(RunFiles.of(ToyRun.with(runOptions(), "fedper")), uninterrupted("fedper"));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void removedParentDirectoryIsReported() throws IOException {
        assertThatThrownBy(() -> ToyRun.with(atRound3(() -> OwnFiles.delete(runs())), "ditto"))
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("RESOURCE-27");
        assertThat(runs()).doesNotExist();
        RunFiles.assertSame(RunFiles.of(ToyRun.with(runOptions(), "ditto")), uninterrupted("ditto"));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void replacedRecordFileIsDetected() throws IOException {
        Map<String, String> uninterrupted = uninterrupted("fedper");
        assertThatThrownBy(() -> ToyRun.with(
                        atRound3(() -> {
                            Path rounds = partial().resolve("rounds.jsonl");
                            Path copy = Files.copy(rounds, folder.resolve("copy"));
                            Files.move(copy, rounds, StandardCopyOption.REPLACE_EXISTING);
                        }),
                        "fedper"))
                .hasMessageContaining("rounds.jsonl was removed or modified");
        RunFiles.assertSame(RunFiles.of(ToyRun.with(runOptions(), "fedper")), uninterrupted);
    }

    @Test
    void overwrittenRecordFileIsNotResumed() throws IOException {
        assertThatThrownBy(() -> ToyRun.with(
                        atRound3(() -> Files.writeString(partial().resolve("rounds.jsonl"), "x".repeat(1 << 16))),
                        "fedper"))
                .hasMessageContaining("rounds.jsonl was removed or modified");
        assertThatThrownBy(() -> ToyRun.with(runOptions(), "fedper"))
                .hasMessageContainingAll("rounds.jsonl has SHA-256", "as at the checkpoint", "--rerun")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("DATA-27");
        RunFiles.assertSame(
                RunFiles.of(ToyRun.with(runOptions().withStartMode(RunOptions.StartMode.RERUN), "fedper")),
                uninterrupted("fedper"));
    }

    @Test
    void removedCheckpointsDoNotStopTheRun() throws IOException {
        RunFiles.assertSame(
                RunFiles.of(ToyRun.with(atRound3(() -> OwnFiles.delete(partial().resolve("checkpoints"))), "fedper")),
                uninterrupted("fedper"));
    }

    @Test
    void clockSetBackDoesNotAffectResume() throws IOException {
        Map<String, String> uninterrupted = uninterrupted("cafedistill");
        ToyRun.stopAfter(4, runOptions(), "cafedistill");
        try (Stream<Path> all = Files.walk(partial())) {
            for (Path file : all.toList()) {
                boolean newest = file.endsWith("round-4.checkpoint");
                Files.setLastModifiedTime(
                        file, FileTime.from(Instant.parse(newest ? "1999-01-01T00:00:00Z" : "2099-01-01T00:00:00Z")));
            }
        }
        long[] clock = {Long.MIN_VALUE / 4};
        RunOptions setBack = RunOptions.onDisk(Path.of(""), runs(), () -> clock[0] -= 3_600_000_000_000L)
                .withCheckpoints(Duration.ofSeconds(1));
        List<Integer> repeated = new ArrayList<>();
        RunFiles.assertSame(
                RunFiles.of(ToyRun.with(
                        setBack.withTrackers(List.of(new RunTracker() {
                            @Override
                            public void roundFinished(RoundRecord round) {
                                repeated.add(round.round().number());
                            }
                        })),
                        "cafedistill")),
                uninterrupted);
        assertThat(repeated).as("rounds after the newest checkpoint").containsExactly(5, 6);
    }
}
