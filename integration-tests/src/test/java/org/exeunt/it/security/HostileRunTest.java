package org.exeunt.it.security;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.findings.Results;
import org.exeunt.app.report.ReportFiles;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.RunForgery;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.model.RunEvaluator;
import org.exeunt.runtime.model.RunModels;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.testkit.hostile.HostileInput;
import org.exeunt.testkit.hostile.HostileJson;
import org.exeunt.testkit.hostile.Mutations;
import org.exeunt.testsupport.DecoyDevice;
import org.exeunt.testsupport.SafetensorsFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Run directories with malformed files: every reader reads them, or refuses them with a clear error. */
class HostileRunTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(HostileRunTest.class.getClassLoader());
    private static final List<String> FILES = List.of(
            "manifest.json",
            "outline.json",
            "config.json",
            "rounds.jsonl",
            "evaluations.jsonl",
            "class-distribution.json",
            "provenance.json",
            "timings.csv",
            "models/client-0.safetensors");

    @TempDir
    Path folder;

    private Path run;
    private final Map<String, byte[]> files = new TreeMap<>();

    @BeforeEach
    void finishARun() throws IOException {
        run = ToyRun.onDisk(
                        folder,
                        "cafedistill",
                        "partition.clients=3",
                        "evaluation.save-models=true",
                        "evaluation.gradient-conflict-examples=8")
                .directory()
                .orElseThrow();
        for (String name : FILES) {
            files.put(name, Files.readAllBytes(run.resolve(name)));
        }
    }

    /** A report, the use of a model, or another evaluation. */
    @Test
    void malformedRecordsAreRefused() {
        System.out.println(
                HostileInput.of("run records", 500).allocatingAtMost(256L << 20).read((random, where) -> {
                    where.is(run.toString());
                    String name = FILES.get(random.nextInt(FILES.size()));
                    try {
                        Files.write(run.resolve(name), malformed(name, random));
                        if (!name.equals("manifest.json")) {
                            seal(random);
                        }
                        switch (random.nextInt(3)) {
                            case 0 ->
                                ReportFiles.of(Results.of(
                                        FinishedRun.open(run).records(),
                                        FinishedRun.open(run).times()));
                            case 1 -> {
                                RunModels.of(FinishedRun.open(run), REGISTRY, folder, List.of())
                                        .model(new ClientId(0));
                                FinishedRun.open(run).classes();
                            }
                            default ->
                                RunEvaluator.of(
                                        RunModels.of(FinishedRun.open(run), REGISTRY, folder, List.of()),
                                        folder,
                                        Optional.empty());
                        }
                    } finally {
                        for (Map.Entry<String, byte[]> file : files.entrySet()) {
                            Files.write(run.resolve(file.getKey()), file.getValue());
                        }
                    }
                }));
    }

    /** Usually updates the checksums, and in half of all cases the hash of the run, if its files can be read. */
    private void seal(RandomGenerator random) throws IOException {
        int choice = random.nextInt(8);
        if (choice > 0) {
            RunForgery.updateChecksums(run);
        }
        if (choice > 3) {
            try {
                RunForgery.updateIdentity(run);
            } catch (ExeuntException | IOException | NullPointerException | ClassCastException unreadable) {
                // the malformed file is input of the hash
            }
        }
    }

    private byte[] malformed(String name, RandomGenerator random) throws IOException {
        byte[] original = files.get(name);
        if (name.endsWith(".safetensors")) {
            return forged(original, random);
        }
        if (name.endsWith(".json") && random.nextInt(4) > 0) {
            return HostileJson.of(new ObjectMapper().readTree(original), random);
        }
        if (name.endsWith(".jsonl") && random.nextInt(4) > 0) {
            List<String> lines = new ArrayList<>(
                    new String(original, StandardCharsets.UTF_8).lines().toList());
            int line = random.nextInt(lines.size());
            byte[] other = HostileJson.of(new ObjectMapper().readTree(lines.get(line)), random);
            lines.set(line, new String(other, StandardCharsets.UTF_8));
            return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        }
        return Mutations.of(original, random);
    }

    /** Returns malformed bytes of a model file, usually with a valid checksum. */
    private static byte[] forged(byte[] original, RandomGenerator random) {
        byte[] forged = Mutations.of(original, random);
        if (random.nextInt(4) > 0) {
            SafetensorsFile.withChecksum(forged);
        }
        return forged;
    }

    @Test
    void malformedModelFilesAreRefused() {
        Path file = run.resolve("models/client-0.safetensors");
        byte[] original = files.get("models/client-0.safetensors");
        System.out.println(HostileInput.of("model file", 1_000).read((random, where) -> {
            where.is(file.toString());
            Files.write(file, forged(original, random));
            ModelFile.read(file);
        }));
    }

    /** Files of 4 GiB, and devices that never end. */
    @ParameterizedTest
    @ValueSource(strings = {"outline.json", "rounds.jsonl", "evaluations.jsonl", "models/client-0.safetensors"})
    void hugeFilesAreRefusedUnread(String name) throws IOException {
        Path file = run.resolve(name);
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(0);
            large.setLength(1L << 32);
        }
        boolean isModel = name.endsWith("safetensors");
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(
                        file.getFileName().toString(), isModel ? "is not usable" : "4,294,967,296 bytes");
        Files.delete(file);
        DecoyDevice.ZERO.createOrPipe(file);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(name, "no regular file");
    }

    private void read(Path file) {
        if (file.toString().endsWith("safetensors")) {
            ModelFile.read(file);
        } else {
            FinishedRun.open(run).records();
        }
    }
}
