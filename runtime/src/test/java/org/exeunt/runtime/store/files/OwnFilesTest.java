package org.exeunt.runtime.store.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.archive.RunDirectory;
import org.exeunt.runtime.archive.RunFolder;
import org.exeunt.testsupport.DecoyDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class OwnFilesTest {
    @TempDir
    Path folder;

    private Path decoy;
    private Path name;

    @BeforeEach
    void createDecoy() throws IOException {
        decoy = Files.writeString(folder.resolve("decoy"), "decoy\n");
        name = folder.resolve("own");
    }

    private void refuses(ThrowingCallable use, String found) {
        assertThatThrownBy(use)
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("own", found)
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .isEqualTo(Errors.RESOURCE_28.code());
        assertThat(decoy).hasContent("decoy\n");
    }

    private void writersRefuse(String found) {
        FileChecksum empty = FileChecksum.of("own", new byte[0]);
        refuses(() -> AppendOnlyFile.resume(folder, empty).close(), found);
        refuses(() -> LockFile.take(name), found);
        refuses(() -> LockFile.isHeld(name), found);
    }

    /** Thrown here, because the superuser may access all files. */
    @Test
    void ownerOfAFileThatMayNotBeAccessedIsNamed() throws IOException {
        OwnFiles.Operation denied = () -> {
            throw new AccessDeniedException(name.toString());
        };
        assertThatThrownBy(() -> OwnFiles.attempt(name, denied)).hasMessageContaining("own cannot be written: ");
        Files.createFile(name);
        assertThatThrownBy(() -> OwnFiles.attempt(name, denied))
                .hasMessageContaining(
                        "own (of the user %s, who can permit or remove it) cannot be written", Files.getOwner(name));
    }

    @Test
    void writesNoFileThroughASymbolicLink() throws IOException {
        Files.createSymbolicLink(name, decoy);
        writersRefuse("is a symbolic link");
        refuses(() -> AtomicFile.write(name, "new"), "is a symbolic link");
    }

    @Test
    void createsNoFileThroughADanglingLink() throws IOException {
        Path nowhere = folder.resolve("nowhere");
        Files.createSymbolicLink(name, nowhere);
        writersRefuse("is a symbolic link");
        refuses(() -> AtomicFile.write(name, "new"), "is a symbolic link");
        assertThatThrownBy(() -> AppendOnlyFile.create(name)).hasMessageContaining("own");
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void hardLinkIsNotModifiedInPlace() throws IOException {
        Files.createLink(name, decoy);
        writersRefuse("has a second name (a hard link)");
        AtomicFile.write(name, "new");
        assertThat(name).hasContent("new");
        assertThat(decoy).hasContent("decoy\n");
    }

    @Test
    void doesNotWaitForAPipe() throws IOException {
        DecoyDevice.pipe(name);
        writersRefuse("is a pipe, a device or a socket");
        refuses(() -> AtomicFile.write(name, "new"), "is a pipe, a device or a socket");
        assertThatThrownBy(() -> RecordText.of(name)).hasMessageContainingAll("own", "no regular file");
    }

    @Test
    void partialFileIsNotALinkEither() throws IOException {
        Files.createSymbolicLink(folder.resolve(".a.json.partial"), decoy);
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("a.json"), "new"))
                .hasMessageContainingAll(".a.json.partial", "is a symbolic link");
        assertThat(decoy).hasContent("decoy\n");
        Files.delete(folder.resolve(".a.json.partial"));
        Files.createLink(folder.resolve(".a.json.partial"), decoy);
        AtomicFile.write(folder.resolve("a.json"), "new");
        assertThat(folder.resolve("a.json")).hasContent("new");
        assertThat(decoy).hasContent("decoy\n");
    }

    @Test
    void deletingAFolderFollowsNoLink() throws IOException {
        Path kept = Files.createDirectory(folder.resolve("kept"));
        Files.writeString(kept.resolve("x"), "1");
        Files.createSymbolicLink(name, kept);
        OwnFiles.delete(name);
        Path inside = Files.createDirectory(folder.resolve("gone")).resolve("link");
        Files.createSymbolicLink(inside, kept);
        OwnFiles.delete(inside.getParent());
        Files.createSymbolicLink(name, folder.resolve("nowhere"));
        OwnFiles.delete(name);
        assertThat(kept.resolve("x")).hasContent("1");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("decoy", "kept");
    }

    @Test
    void rejectsLinkedFoldersOfARun() throws IOException {
        Path kept = Files.createDirectory(folder.resolve("kept"));
        Files.writeString(kept.resolve("manifest.json"), "{}");
        Files.writeString(Files.createDirectory(kept.resolve("checkpoints")).resolve("c"), "1");
        for (String place : List.of(".own.partial", ".own.former")) {
            Path link = Files.createSymbolicLink(folder.resolve(place), kept);
            refuses(() -> new RunFolder(folder).reserve("own").close(), place);
            Files.delete(link);
        }
        Files.createSymbolicLink(name, kept);
        try (RunDirectory directory = new RunFolder(folder).reserve("own")) {
            assertThat(directory.isFinished())
                    .as("a finished run may be read through a link")
                    .isTrue();
            directory.cleanUp();
            refuses(directory::create, "is a symbolic link");
            refuses(directory::resume, "is a symbolic link");
        }
        assertThat(kept.resolve("checkpoints/c")).hasContent("1");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("decoy", "kept", "own", ".own.lock");
    }
}
