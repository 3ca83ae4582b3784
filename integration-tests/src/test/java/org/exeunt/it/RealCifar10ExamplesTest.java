package org.exeunt.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.exeunt.api.data.Examples;
import org.exeunt.runtime.config.RunConfigReader;
import org.exeunt.runtime.plugins.PluginRegistry;
import org.exeunt.runtime.run.Client;
import org.exeunt.runtime.run.Federation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples on CIFAR-10 itself, cut short, where the environment variable {@code EXEUNT_DATA} names a folder that holds it. */
class RealCifar10ExamplesTest {
    private static final int CLIENTS = 20;

    @TempDir
    Path folder;

    private String directory;

    @BeforeEach
    void findTheData() {
        String root = System.getenv("EXEUNT_DATA");
        assumeTrue(root != null, "EXEUNT_DATA is not set");
        Path cifar = Path.of(root).resolve("cifar-10-batches-bin").toAbsolutePath();
        assumeTrue(Files.isDirectory(cifar), cifar + " is not there");
        directory = "dataset.dir=" + cifar;
    }

    @ParameterizedTest
    @ValueSource(strings = {"cafedistill", "fedavg", "local", "fedper"})
    void theExampleRuns(String strategy) {
        FinishedRun run = FinishedRun.of(
                example(strategy),
                folder.resolve("runs"),
                directory,
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
    void everyRecordIsDealtToOneClient() {
        Federation federation = Federation.assemble(
                new RunConfigReader(PluginRegistry.load(getClass().getClassLoader()))
                        .read(example("cafedistill"), List.of(directory))
                        .orThrow(),
                new NoWarnings());

        int[] perClass = new int[10];
        for (Client client : federation.clients()) {
            List<Integer> counts = new ArrayList<>();
            for (Examples part : List.of(client.train(), client.test())) {
                for (int i = 0; i < part.size(); i++) {
                    perClass[part.label(i)]++;
                }
                counts.add(part.size());
            }
            double share = (double) counts.get(1) / (counts.get(0) + counts.get(1));
            assertThat(share).as("test share of client %s", client.id()).isBetween(0.15, 0.35);
        }
        assertThat(federation.clients()).hasSize(CLIENTS);
        assertThat(perClass).containsOnly(6_000);
        assertThat(Arrays.stream(perClass).sum()).isEqualTo(60_000);
    }

    private static Path example(String strategy) {
        return Path.of("..", "examples", "cifar10-" + strategy + ".json");
    }
}
