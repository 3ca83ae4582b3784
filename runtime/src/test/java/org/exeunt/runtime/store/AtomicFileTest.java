package org.exeunt.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void replacesAFileAndLeavesNoOtherFiles() throws IOException {
        Path file = folder.resolve("a.json");
        AtomicFile.write(file, "old and long");
        AtomicFile.write(file, "new");
        assertThat(file).hasContent("new");
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        assertThat(folder.toFile().list()).containsExactly("a.json");
    }

    @Test
    void failedWriteKeepsTheOldFile() throws IOException {
        Path occupied = Files.createDirectories(folder.resolve("a.json/inside"));
        assertThatThrownBy(() -> AtomicFile.write(occupied.getParent(), "new"))
                .hasMessageContainingAll("a.json cannot be written", "it is a folder");
        assertThat(folder.toFile().list()).containsExactly("a.json");
        assertThat(occupied).isDirectory();
    }

    @Test
    void namesAMissingFolder() {
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("no/b"), "x"))
                .hasMessageContainingAll(folder.resolve("no").toString(), "does not exist");
    }
}
