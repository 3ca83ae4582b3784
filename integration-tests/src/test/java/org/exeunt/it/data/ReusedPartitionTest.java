package org.exeunt.it.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.StreamSupport;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.store.codec.ModelFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code partition.json} of a run, read by the partitioner {@code file} of another run. */
class ReusedPartitionTest {
    private static final int CLIENTS = 4;
    private static final int TRAIN = 120;
    private static final int TEST = 40;

    @TempDir
    private Path folder;

    private Path configuration(String name, String partition, int train) throws IOException {
        return Files.writeString(
                folder.resolve(name + ".json"),
                """
                {
                  "name": "%s", "seed": 1,
                  "dataset":   { "type": "shapes", "train": %d, "test": %d },
                  "partition": %s,
                  "network":   { "hidden": [6, 5] },
                  "strategy":  "fedper",
                  "training":  { "rounds": 2, "batch-size": 8, "optimizer": { "learning-rate": 0.05 } },
                  "evaluation": { "exit-policies": [ { "type": "confidence" } ], "new-clients": 1 },
                  "engine":    "toy"
                }
                """
                        .formatted(name, train, TEST, partition));
    }

    private static String dirichlet(String split) {
        return """
                { "type": "dirichlet", "alpha": 0.5, "clients": %d, "split": "%s", "validation-fraction": 0.2 }"""
                .formatted(CLIENTS, split);
    }

    private static String file(Path partition) {
        return "{ \"type\": \"file\", \"file\": \"%s\" }".formatted(partition);
    }

    private TrainedRun run(String name, String partition) throws IOException {
        return TrainedRun.of(configuration(name, partition, TRAIN), folder.resolve("runs-" + name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"merge-split", "train-only-reweight", "native-matched"})
    void aRunWithTheSameClientsHasTheSameResults(String split) throws IOException {
        TrainedRun drawn = run("drawn", dirichlet(split));
        TrainedRun reused = run("reused", file(drawn.directory().resolve("partition.json")));
        for (String name :
                List.of("partition.json", "class-distribution.json", "rounds.jsonl", "clients.csv", "exits.csv")) {
            assertThat(reused.files().get(name))
                    .as(name)
                    .isEqualTo(drawn.files().get(name));
        }
        for (int client = 0; client < CLIENTS; client++) {
            String name = "models/client-%d.safetensors".formatted(client);
            assertThat(ModelFile.read(reused.directory().resolve(name)).parameters())
                    .as(name)
                    .isEqualTo(ModelFile.read(drawn.directory().resolve(name)).parameters());
        }
        assertThat(CommandLineRun.succeeding("verify %s", reused.directory()).out())
                .contains("bit for bit");
    }

    @Test
    void inspectSavesThePartitionOfTheRun() throws IOException {
        Path saved = run("drawn", dirichlet("merge-split")).directory().resolve("partition.json");
        Path inspected = folder.resolve("inspected.json");
        String config = folder.resolve("drawn.json").toString();
        CommandLineRun command =
                CommandLineRun.succeeding("datasets inspect %s --no-charts --save-partition %s", config, inspected);
        assertThat(command.out()).contains("partition: " + inspected);
        assertThat(inspected).hasSameBinaryContentAs(saved);
    }

    @Test
    void partitionHasTheExamplesAndTheSource() throws IOException {
        TrainedRun run = run("drawn", dirichlet("merge-split"));
        JsonNode partition = run.json("partition.json");
        JsonNode counts = run.json("class-distribution.json");
        for (String split : List.of("train", "validation", "test")) {
            assertThat(partition.at("/clients/0/" + split))
                    .hasSize(StreamSupport.stream(
                                    counts.at("/clients/0/" + split).spliterator(), false)
                            .mapToInt(JsonNode::intValue)
                            .sum());
        }
        assertThat(partition.fieldNames()).toIterable().containsExactly("source", "clients", "common-test");
        assertThat(partition.at("/source/0/name").textValue()).isEqualTo("shapes");
        assertThat(partition.at("/source/0/sha256"))
                .isEqualTo(run.json("provenance.json").at("/data/0/sha256"));
    }

    @Test
    void aChangedPartitionGivesAnotherRun() throws IOException {
        Path drawn = run("drawn", dirichlet("merge-split")).directory();
        Path partition = Files.copy(drawn.resolve("partition.json"), folder.resolve("part.json"));
        TrainedRun first = run("reused", file(partition));
        assertThat(first.json("provenance.json").at("/option-files/0/name").textValue())
                .isEqualTo("part.json");

        Files.copy(
                run("other", dirichlet("native-matched")).directory().resolve("partition.json"),
                partition,
                StandardCopyOption.REPLACE_EXISTING);
        String run = first.directory().toString();
        CommandLineRun.of("evaluate %s", run)
                .assertRefused(4, "DATA", "DATA-26", "The partition is not that of run " + run);
        CommandLineRun.of("export %s --predictions --output %s", run, folder.resolve("logits.npz"))
                .assertRefused(4, "DATA", "DATA-26", "The partition is not that of run " + run);
        CommandLineRun again = CommandLineRun.succeeding(
                "run %s --runs-dir %s", folder.resolve("reused.json"), folder.resolve("runs-reused"));
        assertThat(again.err()).contains("written to ").doesNotContain(run);

        Files.copy(drawn.resolve("partition.json"), partition, StandardCopyOption.REPLACE_EXISTING);
        CommandLineRun.succeeding("evaluate %s", run);
    }

    @Test
    void aPartitionOfOtherDataIsRefused() throws IOException {
        Path saved = run("drawn", dirichlet("merge-split")).directory().resolve("partition.json");
        Path other = configuration("other", file(saved), TRAIN - 1);
        CommandLineRun.of("run %s --runs-dir %s", other, folder.resolve("other"))
                .assertRefused(4, "DATA", "DATA-41", "partition.json", "source[0].sha256", "Use the same data");
    }
}
