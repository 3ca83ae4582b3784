package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("new folder").resolve("new.json");
    }

    private JsonNode explained() {
        return CommandLineRun.succeeding("config explain %s --json", file).json();
    }

    private static String value(JsonNode keys, String key) {
        for (JsonNode each : keys) {
            if (each.get("key").textValue().equals(key)) {
                return each.get("value").asText();
            }
        }
        throw new AssertionError("no key " + key);
    }

    @Test
    void aConfigurationIsWritten() {
        CommandLineRun run = CommandLineRun.succeeding("init --output %s", file);
        assertThat(run.out().strip()).isEqualTo(file.toString());
        JsonNode keys = explained();
        assertThat(keys)
                .filteredOn(key -> key.get("origin").textValue().equals("file"))
                .hasSizeGreaterThan(20);
        assertThat(value(keys, "name")).isEqualTo("\"shapes-cafedistill\"");
    }

    @Test
    void optionsAreSet() {
        CommandLineRun.succeeding(
                "init --dataset=shapes --strategy=ditto --backbone=mlp --clients=7 --output=%s", file);
        JsonNode keys = explained();
        assertThat(value(keys, "strategy.type")).isEqualTo("\"ditto\"");
        assertThat(value(keys, "network.backbone.type")).isEqualTo("\"mlp\"");
        assertThat(value(keys, "partition.clients")).isEqualTo("7");
        assertThat(keys)
                .filteredOn(key -> key.get("key").textValue().equals("strategy.lambda"))
                .extracting(key -> key.get("origin").textValue())
                .as("options of the method are written")
                .containsExactly("file");
    }

    @Test
    void everyPublishedDatasetHasAStart() {
        for (String dataset : ToyRun.ids(DatasetSource.class)) {
            if (List.of("agnews", "cifar10", "mnist", "tinyimagenet", "ucihar").contains(dataset)) {
                Path target = folder.resolve(dataset + ".json");
                CommandLineRun.succeeding("init --dataset %s --output %s", dataset, target);
            }
        }
        assertThat(folder.resolve("agnews.json")).content().contains("transformer", "data/ag_news_csv");
    }

    @Test
    void ownDataAreNamed() throws IOException {
        String table = Path.of("..", "examples", "own-data", "trees.csv").toString();
        CommandLineRun run = CommandLineRun.succeeding("init --dataset=csv --data=%s --output=%s", table, file);
        assertThat(value(explained(), "dataset.file")).isEqualTo('"' + table + '"');
        assertThat(run.err()).contains("exeunt run '" + file + "'").doesNotContain("absent");

        Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n1,x\n");
        Path second = folder.resolve("second.json");
        CommandLineRun refused = CommandLineRun.succeeding("init --dataset=csv --data=%s --output=%s", other, second);
        assertThat(refused.err())
                .contains("correct the section dataset", "config validate")
                .contains("\n  it has no column 'species' (dataset.label); it has 2: ", "no column 'garden'")
                .doesNotContain("\\u000a");

        for (String dataset : List.of("csv", "text", "arrays", "image-folder")) {
            Path target = folder.resolve(dataset + ".json");
            CommandLineRun absent = CommandLineRun.succeeding(
                    "init --dataset %s --data %s --output %s", dataset, folder + "/none.csv", target);
            assertThat(absent.err()).contains("absent", "--data").doesNotContain("fetch");
        }
    }

    @Test
    void aNumberOfClientsReplacesANaturalPartition() {
        String table = Path.of("..", "examples", "own-data", "trees.csv").toString();
        CommandLineRun.succeeding("init --dataset=csv --data=%s --clients=3 --output=%s", table, file);
        JsonNode keys = explained();
        assertThat(value(keys, "partition.type")).isEqualTo("\"dirichlet\"");
        assertThat(value(keys, "partition.clients")).isEqualTo("3");
    }

    @Test
    void invalidChoicesWriteNothing() {
        String[][] lines = {
            {"--dataset", "cifar1"},
            {"--strategy", "dito"},
            {"--clients", "0"},
            {"--clients", "100000"},
            {"--backbone", "transformer"}
        };
        for (String[] line : lines) {
            CommandLineRun run = CommandLineRun.of("init %s %s --output %s", line[0], line[1], file);
            assertThat(run.status()).as(String.join(" ", line)).isIn(2, 3);
            assertThat(run.out()).isEmpty();
            assertThat(file).doesNotExist();
        }
        assertThat(CommandLineRun.of("init --dataset cifar1").err()).contains("cifar10");
    }

    @Test
    void existingFileIsKept() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "mine");
        CommandLineRun.of("init --output %s", file).assertRefused(2, "CONFIG", "CONFIG-07");
        assertThat(file).hasContent("mine");
    }

    @Test
    void terminalIsAskedForWhatNoOptionGives() {
        CommandLineRun run = CommandLineRun.answering("dito\nditto\n", "init", "--dataset=shapes", "--output=" + file);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err())
                .contains("Method: ", "Method [cafedistill]: There is no 'dito'; did you mean 'ditto'?")
                .doesNotContain("Data set");
        assertThat(file).content().contains("\"type\" : \"ditto\"");

        Path byDefault = folder.resolve("default.json");
        assertThat(CommandLineRun.answering("\n\n", "init", "--output=" + byDefault)
                        .status())
                .isZero();
        assertThat(byDefault).content().contains("\"shapes-cafedistill\"");
    }
}
