package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.FinishedRun;
import org.exeunt.runtime.store.files.LockFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finished run is reused instead of repeated; {@code --rerun} repeats it with the same results. */
class ReuseTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);
    private static final String[] SETTINGS = {"strategy.type=cafedistill", "training.rounds=1"};

    @TempDir
    Path out;

    private FinishedRun first;
    private Map<String, byte[]> files;

    @BeforeEach
    void finishARunAndBackdateIt() throws IOException {
        first = FinishedRun.ofSmall(out, SETTINGS);
        files = first.files();
        assertThat(files)
                .containsKeys(
                        "config.json",
                        "provenance.json",
                        "rounds.jsonl",
                        "clients.csv",
                        "summary.json",
                        "timings.csv",
                        "report.html");
        for (String file : files.keySet()) {
            Files.setLastModifiedTime(first.directory().resolve(file), LONG_AGO);
        }
    }

    @Test
    void finishedRunIsNotRepeated() throws IOException {
        FinishedRun second = FinishedRun.ofSmall(out, SETTINGS);

        assertThat(first.command().err()).contains("written to " + first.directory());
        assertThat(second.command().err())
                .contains("finished before, see " + first.directory())
                .doesNotContain("written to");
        assertThat(second.command().out()).isEqualTo(first.command().out());
        assertSame(second.files(), files);
        for (String file : files.keySet()) {
            assertThat(Files.getLastModifiedTime(first.directory().resolve(file)))
                    .as(file)
                    .isEqualTo(LONG_AGO);
        }
    }

    /** So that it also can be in a folder that cannot be written. */
    @Test
    void finishedRunIsReusedWithoutItsLock() throws IOException {
        Path lock = out.resolve("." + first.directory().getFileName() + ".lock");
        LockFile held = LockFile.take(lock).orElseThrow();
        try (held) {
            FinishedRun second = FinishedRun.ofSmall(out, SETTINGS);
            assertThat(second.command().out()).isEqualTo(first.command().out());
            assertSame(second.files(), files);
        }
    }

    @Test
    void rerunGivesTheSameFilesExceptTimings() throws IOException {
        FinishedRun again = FinishedRun.of(FinishedRun.small(), out, List.of("--rerun"), SETTINGS);

        assertThat(again.directory()).isEqualTo(first.directory());
        assertThat(again.command().err()).contains("written to " + first.directory());
        assertThat(Files.getLastModifiedTime(first.directory().resolve("rounds.jsonl")))
                .isGreaterThan(LONG_AGO);
        assertSame(untimed(again.files()), untimed(files));
    }

    @Test
    void anotherSeedIsAnotherRun() {
        CommandLineRun other = CommandLineRun.succeeding(
                "run",
                FinishedRun.small().toString(),
                "--runs-dir",
                out.toString(),
                "--set",
                SETTINGS[0],
                "--set",
                SETTINGS[1],
                "--set",
                "seed=4");

        assertThat(other.err())
                .contains("written to ")
                .doesNotContain(first.directory().toString());
    }

    private static Map<String, byte[]> untimed(Map<String, byte[]> files) {
        Map<String, byte[]> others = new TreeMap<>(files);
        others.keySet().removeAll(List.of("timings.csv", "report.html"));
        return others;
    }

    private static void assertSame(Map<String, byte[]> actual, Map<String, byte[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(actual.get(name)).as(name).isEqualTo(bytes));
    }
}
