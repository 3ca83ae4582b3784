package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.testsupport.SafetensorsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The formats of {@code exeunt export} that every engine has, and predictions, read by independent readers. */
class ExportedTensorsTest {
    @TempDir
    private Path folder;

    private Path run(String network, String partition, String... settings) throws IOException {
        Path config = Files.writeString(
                folder.resolve("run.json"),
                """
                {
                  "name": "exported", "seed": 1,
                  "dataset":   { "type": "shapes", "train": 120, "test": 40 },
                  "partition": %s,
                  "network":   %s,
                  "strategy":  "fedper",
                  "training":  { "rounds": 1, "batch-size": 8, "optimizer": { "learning-rate": 0.05 } },
                  "evaluation": { "exit-policies": [ { "type": "confidence" } ], "new-clients": 1 },
                  "engine": "%s"
                }
                """
                        .formatted(partition, network, network.contains("hidden") ? "toy" : "dl4j"));
        return TrainedRun.of(config, folder.resolve("runs"), settings).directory();
    }

    private byte[] export(Path run, String... options) throws IOException {
        Path file = folder.resolve("exported");
        List<String> all = new ArrayList<>(List.of("export", run.toString(), "--output", file.toString()));
        all.addAll(List.of(options));
        CommandLineRun.succeeding(all.toArray(String[]::new));
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"hidden\": [6, 5] }",
                "{ \"backbone\": { \"type\": \"convnet\", \"width\": 8 }, \"head\": \"recurrent\" }"
            })
    void tensorsAreThoseOfTheRun(String network) throws IOException {
        Path run = run(network, "{ \"type\": \"iid\", \"clients\": 3, \"test-fraction\": 0.25 }");
        ParameterSet model =
                ModelFile.read(run.resolve("models/client-1.safetensors")).parameters();
        byte[] bytes = export(run, "--client", "1", "--format", "safetensors");
        SafetensorsFile tensors = SafetensorsFile.of(bytes);
        JsonNode blocks = new ObjectMapper().readTree(tensors.metadata("blocks"));
        for (Block block : model.layout().blocks()) {
            float[] values = model.select(model.layout().select(block::equals)).values();
            assertThat(tensors.tensor(block.name())).as(block.name()).containsExactly(values);
            assertThat(tensors.header()
                            .at("/" + block.name().replace("/", "~1") + "/shape")
                            .toString())
                    .isEqualTo(block.shape().toString().replace(" ", ""));
            assertThat(blocks.get(block.name()).get("depth").intValue()).isEqualTo(block.depth());
        }
        assertThat(new ObjectMapper().readTree(tensors.metadata("classes")))
                .hasSize(10)
                .extracting(JsonNode::textValue)
                .contains("disc");
        assertThat(new ObjectMapper()
                        .readTree(tensors.metadata("origin"))
                        .at("/client")
                        .asText())
                .isEqualTo("1");
        JsonNode input = new ObjectMapper().readTree(tensors.metadata("input"));
        assertThat(input.at("/shape").toString()).isEqualTo("[3,32,32]");
        assertThat(input.at("/channels")).isNotEmpty();
        assertThat(export(run, "--client", "1", "--format", "safetensors")).isEqualTo(bytes);
    }

    @Test
    void theDefaultOfAnEngineWithoutFormatsIsUsed() throws IOException {
        Path run = run("{ \"hidden\": [6, 5] }", "{ \"type\": \"iid\", \"clients\": 3 }");
        assertThat(SafetensorsFile.of(export(run, "--client", "2")).metadata("classes"))
                .contains("disc");
        CommandLineRun.of("export %s --client 0 --format dl4j --output x", run)
                .assertRefused(2, "CONFIG", "CONFIG-73", "'dl4j'", "safetensors: ");
        CommandLineRun.of("export %s --client 0 --predictions --output x", run)
                .assertRefused(2, "CONFIG", "CONFIG-09", "--predictions");
    }

    /** With own test examples of the clients, and with one test set of all, weighted by the classes of each client. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"type\": \"dirichlet\", \"alpha\": 0.5, \"clients\": 4, \"test-fraction\": 0.25,"
                        + " \"validation-fraction\": 0.2 }",
                "{ \"type\": \"dirichlet\", \"alpha\": 0.5, \"clients\": 4, \"split\": \"train-only-reweight\" }"
            })
    void predictionsHaveTheAccuraciesOfTheRun(String partition) throws IOException {
        Path run = run("{ \"hidden\": [6, 5] }", partition);
        byte[] bytes = export(run, "--predictions");
        assertThat(export(run, "--predictions")).isEqualTo(bytes);
        Map<String, Double> accuracies = accuracies(NpzFile.of(bytes));
        Map<String, Double> expected = new TreeMap<>();
        for (String line : Files.readAllLines(run.resolve("clients.csv"))) {
            String[] row = line.split(",");
            if (row[0].equals("1") && row[4].matches("\\d") && !row[3].equals("0")) {
                expected.put("client %s, exit %s".formatted(row[1], row[4]), Double.valueOf(row[5]));
            }
        }
        assertThat(expected).isNotEmpty();
        assertThat(accuracies).isEqualTo(expected);
    }

    @Test
    void predictionsAreThoseOfHonestClients() throws IOException {
        Path run = run(
                "{ \"hidden\": [6, 5] }",
                "{ \"type\": \"iid\", \"clients\": 4, \"test-fraction\": 0.25, \"validation-fraction\": 0.2 }",
                "faults.attack={\"type\": \"label-flip\", \"fraction\": 0.5}",
                "evaluation.new-clients=0");
        NpzFile file = NpzFile.of(export(run, "--predictions"));
        double[] client = file.get("client").numbers();
        List<String> split = file.get("split").texts();
        Map<String, Set<Double>> clients = new TreeMap<>();
        for (int i = 0; i < client.length; i++) {
            clients.computeIfAbsent(split.get(i), name -> new TreeSet<>()).add(client[i]);
        }
        assertThat(clients.get("validation")).hasSize(2).isEqualTo(clients.get("test"));
    }

    /** Returns the accuracies on test examples, computed from the arrays alone. */
    private static Map<String, Double> accuracies(NpzFile file) {
        List<Integer> shape = file.get("logits").shape();
        double[] logits = file.get("logits").numbers();
        double[] client = file.get("client").numbers();
        double[] label = file.get("label").numbers();
        double[] weight = file.get("weight").numbers();
        List<String> split = file.get("split").texts();
        Map<String, double[]> sums = new TreeMap<>();
        for (int i = 0; i < shape.get(0); i++) {
            for (int exit = 0; exit < shape.get(1) && split.get(i).equals("test"); exit++) {
                int best = 0;
                int row = (i * shape.get(1) + exit) * shape.get(2);
                for (int c = 1; c < shape.get(2); c++) {
                    best = logits[row + c] > logits[row + best] ? c : best;
                }
                double[] sum = sums.computeIfAbsent(
                        "client %d, exit %d".formatted((int) client[i], exit + 1), key -> new double[2]);
                sum[0] += best == label[i] ? weight[i] : 0;
                sum[1] += weight[i];
            }
        }
        Map<String, Double> accuracies = new TreeMap<>();
        sums.forEach((key, sum) -> accuracies.put(key, sum[0] / sum[1]));
        return accuracies;
    }
}
