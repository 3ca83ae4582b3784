package org.exeunt.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.exeunt.api.error.ExeuntException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    @TempDir
    Path runs;

    private static Path complete(Path run) throws IOException {
        Files.writeString(run.resolve("manifest.json"), "{}");
        return run;
    }

    @Test
    void isHiddenUntilItIsFinished() throws IOException {
        try (RunDirectory directory = RunDirectory.reserve(runs, "a-1")) {
            Files.writeString(complete(directory.create()).resolve("x"), "1");
            assertThat(runs.resolve("a-1")).doesNotExist();
            assertThat(directory.isFinished()).isFalse();
            assertThat(directory.finish()).isEqualTo(runs.resolve("a-1"));
        }
        assertThat(runs.toFile().list()).containsExactly("a-1");
        assertThat(runs.resolve("a-1/x")).hasContent("1");
    }

    @Test
    void unfinishedRunLeavesNoFiles() throws IOException {
        try (RunDirectory directory = RunDirectory.reserve(runs, "a-1")) {
            Files.createDirectories(directory.create().resolve("x/y"));
        }
        assertThat(runs.toFile().list()).isEmpty();
    }

    @Test
    void deletesTheFilesOfAKilledRun() throws IOException {
        Files.createDirectories(runs.resolve(".a-1.partial/models"));
        Files.writeString(runs.resolve(".a-1.lock"), "99 gone");
        try (RunDirectory directory = RunDirectory.reserve(runs, "a-1")) {
            assertThat(directory.create().toFile().list()).isEmpty();
            complete(runs.resolve(".a-1.partial"));
            directory.finish();
        }
        assertThat(runs.toFile().list()).containsExactly("a-1");
    }

    @Test
    void replacesAFinishedRunWhenComplete() throws IOException {
        Path finished = Files.createDirectories(runs.resolve("a-1"));
        Files.writeString(finished.resolve("x"), "old");
        try (RunDirectory directory = RunDirectory.reserve(runs, "a-1")) {
            Files.writeString(complete(directory.create()).resolve("x"), "new");
            assertThat(finished.resolve("x")).hasContent("old");
            directory.finish();
        }
        assertThat(finished.resolve("x")).hasContent("new");
        assertThat(runs.toFile().list()).containsExactly("a-1");
    }

    @Test
    void rejectsASecondWriterOnAnotherThread() throws Exception {
        try (RunDirectory directory = RunDirectory.reserve(runs, "a-1")) {
            CompletableFuture<RunDirectory> second =
                    CompletableFuture.supplyAsync(() -> RunDirectory.reserve(runs, "a-1"));
            assertThatThrownBy(second::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContaining("being written by another run");
            assertThat(directory.finished()).isEqualTo(runs.resolve("a-1"));
            RunDirectory.reserve(runs, "a-2").close();
        }
        RunDirectory.reserve(runs, "a-1").close();
        assertThat(runs.toFile().list()).isEmpty();
    }

    @Test
    void rejectsAWriterInAnotherProcess() throws Exception {
        String here = "(process %d)".formatted(ProcessHandle.current().pid());
        try (RunDirectory directory = RunDirectory.reserve(runs, "a-1")) {
            assertThatThrownBy(() -> RunDirectory.reserve(runs, "a-1")).hasMessageContaining(here);
            try (OtherWriter other = OtherWriter.start(runs, "a-1")) {
                assertThat(other.answer())
                        .startsWith("RESOURCE-20 ")
                        .contains(directory.finished().toString(), here);
            }
        }
        try (OtherWriter other = OtherWriter.start(runs, "a-1")) {
            assertThat(other.answer()).isEqualTo("reserved a-1");
            assertThatThrownBy(() -> RunDirectory.reserve(runs, "a-1"))
                    .hasMessageContaining("(process %d)", other.pid());
        }
    }

    @Test
    void waitsForALockOfAMoment() throws Exception {
        boolean reserved = false;
        // repeated, because a busy machine may delay the other process
        for (int attempt = 0; attempt < 10 && !reserved; attempt++) {
            try (OtherWriter other = OtherWriter.start(runs, "a-1")) {
                assertThat(other.answer()).isEqualTo("reserved a-1");
                CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS).execute(other::release);
                RunDirectory.reserve(runs, "a-1").close();
                reserved = true;
            } catch (ExeuntException e) {
                assertThat(e).hasMessageContaining("being written by another run");
            }
        }
        assertThat(reserved).isTrue();
    }

    @Test
    void takesOverFromAKilledProcess() throws Exception {
        try (OtherWriter other = OtherWriter.start(runs, "a-1")) {
            assertThat(other.answer()).isEqualTo("reserved a-1");
            other.kill();
            RunDirectory.reserve(runs, "a-1").close();
        }
        assertThat(runs.toFile().list()).isEmpty();
    }

    @Test
    void rejectsNamesOutsideTheFolder() {
        for (String title : new String[] {"../a", "a/b", ".a", "", "a\\b"}) {
            assertThatThrownBy(() -> RunDirectory.reserve(runs, title)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void reportsWhereItCannotWrite() throws IOException {
        Path file = Files.writeString(runs.resolve("file"), "");
        assertThatThrownBy(() -> RunDirectory.reserve(file, "a-1"))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(file.toString(), "cannot be written");
    }
}
