package org.exeunt.runtime.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
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

    /** Returns all names in the folder but those of lock files. */
    private List<String> names() {
        return Stream.of(runs.toFile().list())
                .filter(name -> !name.endsWith(".lock"))
                .toList();
    }

    @Test
    void isHiddenUntilItIsFinished() throws IOException {
        try (RunDirectory directory = RunDirectory.reserve(runs, "a-1")) {
            Files.writeString(complete(directory.create()).resolve("x"), "1");
            assertThat(runs.resolve("a-1")).doesNotExist();
            assertThat(directory.isFinished()).isFalse();
            assertThat(directory.finish()).isEqualTo(runs.resolve("a-1"));
        }
        assertThat(names()).containsExactly("a-1");
        assertThat(runs.resolve("a-1/x")).hasContent("1");
    }

    @Test
    void unfinishedRunLeavesNoFiles() throws IOException {
        try (RunDirectory directory = RunDirectory.reserve(runs, "a-1")) {
            Files.createDirectories(directory.create().resolve("x/y"));
        }
        assertThat(names()).isEmpty();
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
        assertThat(names()).containsExactly("a-1");
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
        assertThat(names()).isEmpty();
    }

    @Test
    void rejectsAWriterInAnotherProcess() throws Exception {
        try (RunDirectory directory = RunDirectory.reserve(runs, "a-1");
                OtherWriter other = OtherWriter.start(runs, "a-1")) {
            assertThat(other.answer())
                    .startsWith("RESOURCE-20 ")
                    .contains(directory.finished().toString());
        }
        try (OtherWriter other = OtherWriter.start(runs, "a-1")) {
            assertThat(other.answer()).isEqualTo("reserved a-1");
            assertThatThrownBy(() -> RunDirectory.reserve(runs, "a-1"))
                    .hasMessageContaining("being written by another run");
        }
    }

    @Test
    void takesOverFromAKilledProcess() throws Exception {
        try (OtherWriter other = OtherWriter.start(runs, "a-1")) {
            assertThat(other.answer()).isEqualTo("reserved a-1");
            other.kill();
            RunDirectory.reserve(runs, "a-1").close();
        }
        assertThat(names()).isEmpty();
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
