package org.exeunt.runtime.store.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.files.FileChecksum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RunRecorderTest {
    @TempDir
    private Path folder;

    /** Writes files that contain their names. */
    private List<FileChecksum> files() throws IOException {
        List<FileChecksum> files = new ArrayList<>();
        for (String name : List.of(
                RunRecorder.CONFIG,
                RunRecorder.PROVENANCE,
                RunRecorder.CLASSES,
                RunRecorder.PARTITION,
                RunRecorder.ROUNDS,
                RunRecorder.EVALUATIONS,
                RunRecorder.CLIENTS,
                RunRecorder.EXITS)) {
            byte[] content = (name + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(folder.resolve(name), content);
            files.add(FileChecksum.of(name, content));
        }
        return files;
    }

    /** A partitioner may read files that its options do not name. */
    @Test
    void refusesOtherClientsThanBefore() throws IOException {
        List<FileChecksum> files = files();
        SortedMap<String, AtomicFile.ContentWriter> clients = new TreeMap<>();
        clients.put(RunRecorder.PARTITION, out -> out.write("partition.json\n".getBytes(StandardCharsets.UTF_8)));
        RunRecorder.resume(folder, files, clients, client -> Optional.empty()).close();
        clients.put(RunRecorder.PARTITION, out -> out.write("other clients\n".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> RunRecorder.resume(folder, files, clients, client -> Optional.empty()))
                .hasMessageContainingAll("partition.json is not what the configuration gives now", "--rerun");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closesAllFilesIfOneDiffers() throws IOException {
        List<FileChecksum> files = files();
        Files.writeString(folder.resolve(RunRecorder.EXITS), "other");
        assertThatThrownBy(() -> RunRecorder.resume(folder, files, new TreeMap<>(), client -> Optional.empty()))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining(RunRecorder.EXITS);
        assertThat(openFiles()).noneMatch(file -> file.startsWith(folder));
    }

    private static List<Path> openFiles() throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    open.add(Files.readSymbolicLink(descriptor));
                }
            }
        }
        return open;
    }
}
