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
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.RunEvaluator;
import org.exeunt.runtime.model.SavedRun;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.records.RunArchive;
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
    private static final List<String> REPORT_FILES = List.of(
            "manifest.json",
            "summary.json",
            "config.json",
            "rounds.jsonl",
            "clients.csv",
            "exits.csv",
            "class-distribution.json",
            "provenance.json",
            "timings.csv");
    private static final List<String> MODEL_FILES = List.of(
            "summary.json", "config.json", "class-distribution.json", "provenance.json", "models/client-0.safetensors");

    @TempDir
    Path folder;

    private Path run;
    private final Map<String, byte[]> files = new TreeMap<>();

    @BeforeEach
    void finishARun() throws IOException {
        keepFiles(ToyRun.onDisk(
                folder, "cafedistill", "evaluation.save-models=true", "evaluation.gradient-conflict-examples=8"));
    }

    private void keepFiles(RunResult result) throws IOException {
        run = result.directory().orElseThrow();
        for (String name : REPORT_FILES) {
            files.put(name, Files.readAllBytes(run.resolve(name)));
        }
        for (String name : MODEL_FILES) {
            files.put(name, Files.readAllBytes(run.resolve(name)));
        }
    }

    @Test
    void malformedRecordsAreRefusedByReports() {
        fuzz(HostileInput.of("run records in reports", 400), REPORT_FILES, () -> {
            Results results = Results.read(run);
            ReportFiles.of(results);
        });
    }

    @Test
    void malformedRecordsAreRefusedByModels() {
        fuzz(HostileInput.of("run records under models", 300), MODEL_FILES, () -> {
            SavedRun saved = SavedRun.open(run, REGISTRY, folder, List.of());
            saved.model(new ClientId(0));
            RunArchive.classes(run);
        });
    }

    @Test
    void malformedRecordsAreRefusedByEvaluate() throws IOException {
        // every case that is not refused creates all pictures again, so use few
        keepFiles(ToyRun.onDisk(
                folder,
                "cafedistill",
                "evaluation.save-models=true",
                "evaluation.gradient-conflict-examples=8",
                "dataset.train=40",
                "dataset.test=10",
                "partition.clients=3",
                "partition.min-examples=5"));
        List<String> names = new ArrayList<>(MODEL_FILES);
        names.addAll(REPORT_FILES);
        fuzz(HostileInput.of("run records in evaluate", 100), names, () -> {
            RunEvaluator.of(SavedRun.open(run, REGISTRY, folder, List.of()), folder, Optional.empty());
        });
    }

    private void fuzz(HostileInput input, List<String> names, Runnable reading) {
        System.out.println(input.allocatingAtMost(256L << 20).read((random, where) -> {
            where.is(run.toString());
            String name = names.get(random.nextInt(names.size()));
            try {
                Files.write(run.resolve(name), malformed(name, random));
                if (!name.equals("manifest.json")) {
                    seal(random);
                }
                reading.run();
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
        System.out.println(HostileInput.of("model file", 3_000).read((random, where) -> {
            where.is(file.toString());
            Files.write(file, forged(original, random));
            ModelFile.read(file);
        }));
    }

    @Test
    void largeEmptyModelFileIsRefused() throws IOException {
        Path file = folder.resolve("large.safetensors");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 32);
        }
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("large.safetensors", "does not start with the header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"summary.json", "rounds.jsonl", "clients.csv", "exits.csv"})
    void hugeRecordsAreRefusedUnread(String name) throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(run.resolve(name).toFile(), "rw")) {
            large.setLength(1L << 32);
        }
        assertThatThrownBy(() -> RunArchive.read(run))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(name, "4,294,967,296 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"summary.json", "rounds.jsonl", "clients.csv", "exits.csv", "models/client-0.safetensors"})
    void devicesInPlaceOfFilesAreRefusedUnread(String name) throws IOException {
        Files.delete(run.resolve(name));
        DecoyDevice.ZERO.createOrPipe(run.resolve(name));
        assertThatThrownBy(() -> {
                    RunArchive.read(run);
                    ModelFile.read(run.resolve(name));
                })
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(name, "no regular file");
    }

    @Test
    void classCountOfAnotherModelIsRefused() throws IOException {
        Files.writeString(
                run.resolve("class-distribution.json"),
                "{\"schema-version\": 1, \"classes\": [\"one\"], \"clients\": []}");
        RunForgery.updateChecksums(run);
        assertThatThrownBy(() ->
                        PersonalModel.open(run, new ClientId(0), "{\"type\": \"confidence\", \"thresholds\": [0.8]}"))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(run.toString(), "1 classes");
    }
}
