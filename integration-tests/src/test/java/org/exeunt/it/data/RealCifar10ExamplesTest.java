package org.exeunt.it.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.data.Examples;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.FinishedRun;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.PartitionedData;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The CIFAR-10 examples with few rounds on the real data, if {@code EXEUNT_DATA} names a folder that contains it. */
class RealCifar10ExamplesTest {
    private static final int CLIENTS = 20;
    private static final Path EXAMPLE = Path.of("..", "examples", "cifar10.json");

    static Stream<String> strategies() {
        return Stream.of("cafedistill", "fedavg");
    }

    @TempDir
    Path folder;

    private Path cifar;

    @BeforeEach
    void findData() {
        String root = System.getenv("EXEUNT_DATA");
        assumeTrue(root != null, "EXEUNT_DATA is not set");
        cifar = Path.of(root).resolve("cifar-10-batches-bin").toAbsolutePath();
        assumeTrue(Files.isDirectory(cifar), cifar + " is not there");
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void exampleRunsOnAllRecords(String strategy) {
        FinishedRun run = FinishedRun.of(
                EXAMPLE,
                folder.resolve("runs"),
                "strategy.type=" + strategy,
                "dataset.dir=" + cifar,
                "training.rounds=1",
                "training.local-epochs=1",
                "training.participation=0.1",
                "network.backbone.width=16",
                "evaluation.save-models=false");

        JsonNode summary = run.json("summary.json");
        assertThat(summary.at("/setting/clients").intValue()).isEqualTo(CLIENTS);
        assertThat(run.rounds().get(0).get("cohort")).hasSize(2);
        assertThat(run.rounds().get(0).get("failures")).isEmpty();
        assertThat(run.lines("clients.csv")).hasSize(1 + CLIENTS * 4);
    }

    @Test
    void everyRecordIsAssignedToOneClient() throws IOException {
        PluginRegistry registry = PluginRegistry.load(getClass().getClassLoader());
        PartitionedData data = PartitionedData.of(
                new RunConfigReader(registry)
                        .read(EXAMPLE, List.of("dataset.dir=" + cifar))
                        .orThrow(),
                new RecordingContext());

        int[] assigned = new int[10];
        for (Client client : data.clients()) {
            count(client.train(), assigned);
            count(client.test(), assigned);
            double total = client.train().size() + client.test().size();
            assertThat(client.test().size() / total)
                    .as("test fraction of client %s", client.id())
                    .isBetween(0.15, 0.35);
        }
        assertThat(data.clients()).hasSize(CLIENTS);
        assertThat(assigned).isEqualTo(labelsInFiles());
    }

    private static void count(Examples examples, int[] perClass) {
        for (int i = 0; i < examples.size(); i++) {
            perClass[examples.label(i)]++;
        }
    }

    /** Counts the labels in the files: one byte before the 3072 bytes of every picture. */
    private int[] labelsInFiles() throws IOException {
        int[] perClass = new int[10];
        try (Stream<Path> files = Files.list(cifar)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".bin")).toList()) {
                byte[] records = Files.readAllBytes(file);
                for (int offset = 0; offset < records.length; offset += 3073) {
                    perClass[records[offset]]++;
                }
            }
        }
        assertThat(Arrays.stream(perClass).sum()).isGreaterThan(CLIENTS);
        return perClass;
    }
}
