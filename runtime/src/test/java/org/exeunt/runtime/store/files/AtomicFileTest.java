package org.exeunt.runtime.store.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    @Test
    void obstacleInPlaceOfAFolderIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        for (Path place : List.of(file, file.resolve("runs"))) {
            assertThatThrownBy(() -> AtomicFile.createFolder(place))
                    .hasMessageContainingAll(place + " cannot be written", file.toString())
                    .hasMessageMatching("(?is).*not a (folder|directory).*");
        }
        Path link = Files.createSymbolicLink(folder.resolve("runs"), Path.of("unmounted"));
        assertThatThrownBy(() -> AtomicFile.createFolder(link)).hasMessageContaining("runs is not a folder");
        Files.createDirectory(folder.resolve("unmounted"));
        AtomicFile.createFolder(link.resolve("nested"));
        assertThat(folder.resolve("unmounted/nested")).isDirectory();
    }

    @Test
    void writesAFolderOfSeveralFiles() throws IOException {
        Files.createDirectories(folder.resolve(".exits.partial")); // left by a killed process
        Files.writeString(folder.resolve(".exits.partial/old"), "old");
        AtomicFile.writeFolder(folder.resolve("exits"), Map.of("a.bin", new byte[] {1}, "b.bin", new byte[] {2, 3}));
        assertThat(folder.toFile().list()).containsExactly("exits");
        assertThat(folder.resolve("exits").toFile().list()).containsExactlyInAnyOrder("a.bin", "b.bin");
        assertThat(folder.resolve("exits/b.bin")).hasBinaryContent(new byte[] {2, 3});
    }

    @Test
    void anExistingFolderIsNotReplaced() throws IOException {
        Path kept =
                Files.createFile(Files.createDirectory(folder.resolve("exits")).resolve("kept"));
        assertThatThrownBy(() -> AtomicFile.writeFolder(folder.resolve("exits"), Map.of("a.bin", new byte[1])))
                .hasMessageContainingAll("exits cannot be written", "exists");
        assertThat(kept).exists();
        assertThat(folder.toFile().list()).containsExactly("exits");
    }

    @Test
    void filesOfANewFolderMayBeInFolders() {
        AtomicFile.writeFolder(folder.resolve("exits"), Map.of("in/b.bin", new byte[1]));
        assertThat(folder.resolve("exits/in/b.bin")).hasSize(1);
        assertThat(folder.toFile().list()).containsExactly("exits");
    }

    @Test
    void aFailedFolderLeavesNothing() {
        String tooLong = "b".repeat(300);
        assertThatThrownBy(() -> AtomicFile.writeFolder(folder.resolve("exits"), Map.of(tooLong, new byte[1])))
                .hasMessageContaining("cannot be written");
        assertThat(folder).isEmptyDirectory();
    }
}
