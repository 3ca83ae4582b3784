package org.exeunt.it.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.exeunt.it.support.SampledData;
import org.exeunt.testsupport.LoopbackMlflow;

/** What a schema does not tell of its keys: texts, paths, sizes that keep a run small, and what else must be set. */
final class OptionFixtures implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PICTURES = List.of("shapes", "cifar10", "cifar100", "mnist", "tinyimagenet");
    private static final String HIDDEN = "{\"hidden\": [6, 5, 4]}";

    private final Path folder;
    private final LoopbackMlflow mlflow = new LoopbackMlflow();
    private final Map<String, List<JsonNode>> values = new HashMap<>();
    private final Map<String, JsonNode> needs = new HashMap<>();

    /** Writes data sets, a partition and inputs into {@code folder}. */
    OptionFixtures(Path folder) {
        this.folder = folder;
        texts();
        sizes();
        data();
        needs();
    }

    /** Returns the values of keys; for a plugin what it is chosen with, nothing if it is not to be chosen. */
    Map<String, List<JsonNode>> values(String engine) {
        Map<String, List<JsonNode>> all = new HashMap<>(values);
        all.put("engine[%s]".formatted(engine.equals("toy") ? "dl4j" : "toy"), List.of());
        return all;
    }

    private void texts() {
        put("$schema", "\"schema.json\"");
        put("name", "\"7.-_odd\"", '"' + "n".repeat(100) + '"');
        put("executor[local].workers", "1", "\"3\"");
        put("engine[dl4j].device", "\"auto\""); // "cuda" needs a GPU: DeviceTest
        String uri = '"' + mlflow.uri() + '"';
        put("trackers[mlflow]", "{\"uri\": %s}".formatted(uri));
        put("trackers[mlflow].uri", uri); // the default is no server of a test
        put("trackers[mlflow].experiment", "\"drawn\"");
        String events = written(folder.resolve("events"));
        put("trackers[tensorboard]", "{\"dir\": %s}".formatted(events));
        put("trackers[tensorboard].dir", events); // the default is in the working directory
    }

    private void sizes() {
        put("training.rounds", "1", "4");
        put("evaluation.interval", "2", "100");
        put("dataset[shapes].train", "50");
        put("coordination[capacity].fractions", "[0.2, 0.3, 0.5]");
        put("strategy[scalefl].widths", "[0.4, 0.7, 1.0]");
        put("evaluation.exit-policies[budgeted].exit-fractions", "[[0.5, 0.3, 0.2]]");
        put("partition[exdir]", "{\"classes-per-client\": 5, \"min-examples\": 2}");
        put("partition[exdir].classes-per-client", "6");
        put("network.hidden", "[5]", "[4, 4, 4, 4]");
        put("network.backbone[mlp]", HIDDEN);
        put("network.backbone[mlp].hidden", "[5]", "[4, 4, 4, 4]");
        put("network.backbone[resnet18]", "{\"width\": 4, \"groups\": 4}");
        put("network.backbone[convnet-1d]", "{\"width\": 4}");
        put("network.backbone[transformer]", "{\"vocabulary\": 60, \"width\": 8, \"feed-forward\": 8, \"blocks\": 3}");
        put("network.backbone[transformer].vocabulary", "61"); // a smaller one than the data set's fits no example
        put("network.head[conv]", "{\"width\": 4}");
        put("network.head[mlp]", "{\"width\": 8}");
        put("network.head[recurrent]", "{\"feed-forward\": 8}");
        put("network.head[recurrent].memory", "5", "64"); // fewer than there are exits fits no network
    }

    private void data() {
        SampledData samples = new SampledData(folder);
        for (String dataset : List.of("cifar10", "cifar100", "mnist", "tinyimagenet", "agnews", "ucihar")) {
            put("dataset[" + dataset + "].dir", written(samples.of(dataset)));
        }
        write("agnews/train_untitled.csv", "\"1\",\"\",\"word1 of the day\"\n".repeat(20));
        put("partition[file].file", written(partition()));
    }

    /** By what the text of a feature matches. */
    private void needs() {
        need("faults\\.speed-spread = .*", "{\"faults.deadline\": 1.5}");
        need("faults\\.attack\\.(share|factor) = .*", "{\"faults.attack.type\": \"sign-flip\"}");
        need("strategy.*\\.exit-weights = \"custom\"", "{\"strategy.loss.custom-exit-weights\": [1, 2, 1]}");
        need("strategy.*\\.custom-exit-weights = .*", "{\"strategy.loss.exit-weights\": \"custom\"}");
        need("evaluation\\.exit-policies.*budgeted.*", "{\"partition.validation-fraction\": 0.25}");
        need("coordination.*\\.tier2 = \"to-teacher\"", "{\"strategy\": {\"type\": \"cafedistill\"}}");
        need("partition.*natural.*", "{\"dataset\": %s}".formatted(dataset("ucihar", "")));
        need(
                "partition(\\[file]| = \\{\"type\":\"file\").*",
                "{\"dataset\": {\"type\": \"shapes\", \"train\": 45, \"test\": 10}}");
        need("network\\.backbone.*convnet-1d.*", "{\"dataset\": %s}".formatted(dataset("ucihar", "")));
        need(
                "network\\.backbone.*transformer.*",
                "{\"dataset\": %s}".formatted(dataset("agnews", ", \"length\": 12, \"vocabulary\": 60")));
    }

    private String dataset(String id, String more) {
        return "{\"type\": \"%s\", \"dir\": %s%s}"
                .formatted(id, values.get("dataset[" + id + "].dir").get(0), more);
    }

    /** Returns a feature with what it needs. */
    OptionValue completed(OptionValue feature) {
        OptionValue completed = feature;
        for (Map.Entry<String, JsonNode> need : needs.entrySet()) {
            if (feature.toString().matches(need.getKey())) {
                Map<String, JsonNode> more = new HashMap<>();
                need.getValue().properties().forEach(each -> more.put(each.getKey(), each.getValue()));
                completed = completed.with(more);
            }
        }
        return completed;
    }

    private void put(String key, String... written) {
        List<JsonNode> nodes = new ArrayList<>();
        for (String value : written) {
            nodes.add(json(value));
        }
        values.put(key, nodes);
    }

    private void need(String pattern, String settings) {
        needs.put(pattern, json(settings));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String written(Path path) {
        return '"' + path.toString().replace('\\', '/') + '"';
    }

    private Path partition() {
        List<String> clients = new ArrayList<>();
        for (int client = 0; client < 3; client++) {
            int first = 15 * client;
            clients.add("{ \"train\": %s, \"validation\": %s, \"test\": %s }"
                    .formatted(range(first, 9), range(first + 9, 3), range(first + 12, 3)));
        }
        return write("partition.json", "{ \"source\": [\"shapes\"], \"clients\": %s }".formatted(clients));
    }

    private static List<Integer> range(int first, int count) {
        return IntStream.range(first, first + count).boxed().toList();
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a file that a model of a data set can be asked about. */
    Path input(String dataset) {
        if (!PICTURES.contains(dataset)) {
            return dataset.equals("agnews")
                    ? write("input.txt", "word1 of the day")
                    : write("input.csv", "0,0.1,0.2,0,0,0,1,0,0\n".repeat(128));
        }
        Path image = folder.resolve("input.png");
        try {
            ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return image;
    }

    @Override
    public void close() {
        mlflow.close();
    }
}
