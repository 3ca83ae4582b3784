package org.exeunt.runtime.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.archive.StoredRun.State;
import org.exeunt.runtime.store.files.OwnFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StoredRunTest {
    private static final String TITLE = "a-0123456789ab";

    @TempDir
    Path runs;

    private Path folder(String name, String... files) throws IOException {
        Path folder = Files.createDirectory(runs.resolve(name));
        for (String file : files) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.writeString(folder.resolve(file), "{}");
        }
        return folder;
    }

    private StoredRun only() {
        List<StoredRun> found = new RunFolder(runs).runs();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void foldersWithoutRunsAreOmitted() throws IOException {
        folder("photos", "config.json");
        folder("empty-0123456789ab");
        folder(".git");
        folder(".photos.partial");
        Files.writeString(runs.resolve("b-0123456789ab"), "a file");
        assertThat(new RunFolder(runs).runs()).isEmpty();
        assertThat(new RunFolder(runs.resolve("missing")).runs()).isEmpty();
    }

    @Test
    void runWithoutManifestIsDamaged() throws IOException {
        folder(TITLE, "config.json");
        assertThat(only())
                .returns("a", StoredRun::name)
                .returns("0123456789ab", StoredRun::hash)
                .returns(State.DAMAGED, StoredRun::state)
                .returns(2L, StoredRun::bytes);
        assertThat(only().damage())
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("manifest.json"));
        assertThat(only().outline()).isEmpty();
    }

    @Test
    void lockDistinguishesRunningFromStopped() {
        try (RunDirectory running = RunDirectory.reserve(runs, TITLE)) {
            running.create();
            running.keepPartial();
            assertThat(only().state()).isEqualTo(State.RUNNING);
            assertThatThrownBy(() -> only().delete())
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContaining("is being written by another run");
        }
        assertThat(only().state()).isEqualTo(State.STOPPED);
        assertThat(only().delete()).isTrue();
        assertThat(new RunFolder(runs).runs()).isEmpty();
    }

    @Test
    void outlineOfStoppedRunCountsItsRounds() throws IOException {
        Path folder = folder("." + TITLE + ".partial");
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"seed": 3, "dataset": {"type": "d"}, "strategy": {"type": "s"}, "training": {"rounds": 9}}
                """);
        Files.writeString(
                folder.resolve("rounds.jsonl"),
                """
                {"round":1}
                {"round":2}
                {"rou""");
        assertThat(only().outline()).contains(new StoredRun.Outline("s", "d", 3, 2, 9));
    }

    @Test
    void foreignFilesProtectADirectory() throws IOException {
        for (String foreign : List.of("notes.txt", "models/mine/x", "checkpoints/round-1.txt")) {
            Path folder = folder("." + TITLE + ".partial", "config.json", foreign);
            assertThatThrownBy(() -> only().delete())
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContaining("is not a file of a run");
            assertThat(folder.resolve(foreign)).exists();
            OwnFiles.delete(folder);
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void linksProtectADirectory() throws IOException {
        Path elsewhere = Files.createDirectory(runs.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("kept"), "");
        Path folder = folder("." + TITLE + ".partial", "config.json");
        Files.createSymbolicLink(folder.resolve("models"), elsewhere);
        Files.createSymbolicLink(runs.resolve("b-0123456789ab"), folder);

        assertThat(only().bytes()).isEqualTo(2);
        assertThatThrownBy(() -> only().delete()).isInstanceOf(ExeuntException.class);
        assertThat(elsewhere.resolve("kept")).exists();
    }

    @Test
    void renamedDirectoryIsNotDeleted() throws IOException {
        folder("mine", "manifest.json");
        assertThat(only().state()).isEqualTo(State.DAMAGED);
        assertThatThrownBy(() -> only().delete()).isInstanceOf(ExeuntException.class);
    }
}
