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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.exeunt.it.support.SampledData;
import org.exeunt.testsupport.LoopbackMlflow;

/** Option values that a schema does not define: texts, paths, small sizes, and other options that they require. */
final class OptionFixtures implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PICTURES =
            List.of("shapes", "cifar10", "cifar100", "mnist", "tinyimagenet", "image-folder");
    private static final String HIDDEN = "{\"hidden\": [6, 5, 4]}";

    private final Path folder;
    private final LoopbackMlflow mlflow = new LoopbackMlflow();
    private final Map<String, List<JsonNode>> values = new HashMap<>();
    private final Map<String, JsonNode> requirements = new HashMap<>();

    /** Writes data sets, a partition and inputs into {@code folder}. */
    OptionFixtures(Path folder) {
        this.folder = folder;
        texts();
        sizes();
        data();
        requirements();
    }

    /** Returns values by key; for a plugin, its required options, or an empty list to exclude the plugin. */
    Map<String, List<JsonNode>> values(String engine) {
        Map<String, List<JsonNode>> all = new HashMap<>(values);
        all.put("engine[%s]".formatted(engine.equals("toy") ? "dl4j" : "toy"), List.of());
        if (engine.equals("toy")) {
            all.put("modalities", List.of()); // the networks of this engine have none
        }
        return all;
    }

    private void texts() {
        put("$schema", "\"schema.json\"");
        put("name", "\"7.-_odd\"", '"' + "n".repeat(100) + '"');
        put("executor[local].workers", "1", "\"3\"");
        put("engine[dl4j].device", "\"auto\""); // "cuda" needs a GPU: DeviceTest
        String uri = '"' + mlflow.uri() + '"';
        put("trackers[mlflow]", "{\"uri\": %s}".formatted(uri));
        put("trackers[mlflow].uri", uri); // the default is not a test server
        put("trackers[mlflow].experiment", "\"sampled\"");
        String events = quoted(folder.resolve("events"));
        put("trackers[tensorboard]", "{\"dir\": %s}".formatted(events));
        put("trackers[tensorboard].dir", events); // the default is in the working directory
    }

    private void sizes() {
        put("training.rounds", "1", "4");
        put("training.stop", "{\"patience\": 3}");
        put("training.stop.patience", "3", "9"); // CommandSequence stops runs before their last round
        put("training.stop.target", "1.0");
        put("evaluation.interval", "2", "100");
        put("dataset[shapes].train", "50");
        put("coordination[capacity].fractions", "[0.2, 0.3, 0.5]");
        put("strategy[heterofl].widths", "[1.0, 0.4]");
        put("strategy[fedrolex].widths", "[1.0, 0.4]");
        put("strategy[fjord].widths", "[1.0, 0.4]");
        put("strategy[scalefl].widths", "[0.4, 0.7, 1.0]");
        put("evaluation.exit-policies[budgeted].exit-fractions", "[[0.5, 0.3, 0.2]]");
        put("partition[exdir]", "{\"classes-per-client\": 5, \"min-examples\": 2}");
        put("partition[exdir].classes-per-client", "6");
        put("network.hidden", "[5]", "[4, 4, 4, 4]");
        put("network.backbone[mlp]", HIDDEN);
        put("network.backbone[mlp].hidden", "[5]", "[4, 4, 4, 4]");
        put("network.backbone[resnet18]", "{\"width\": 4, \"groups\": 4}");
        put("network.backbone[convnet-1d]", "{\"width\": 4}");
        put("network.backbone[any-width-convnet].width", "8"); // a multiple of the number of levels
        put("network.backbone[any-width-convnet].levels", "2", "8");
        put("network.backbone[any-width-convnet-1d]", "{\"width\": 8}");
        put("network.backbone[any-width-convnet-1d].width", "8");
        put("network.backbone[any-width-convnet-1d].levels", "2", "4");
        put("network.backbone[two-stem-1d]", "{\"width\": 4}");
        put(
                "network.backbone[two-stem-1d].groups",
                "[{\"name\": \"a\", \"channels\": [9, 1, 2, 3]}, {\"name\": \"b\", \"channels\": [4, 5, 6, 7, 8]}]");
        put(
                "modalities.clients",
                "[{\"fraction\": 0.4, \"modalities\": [\"gyroscope\"]},"
                        + " {\"fraction\": 0.6, \"modalities\": [\"gyroscope\", \"accelerometer\"]}]");
        put("network.backbone[transformer]", "{\"vocabulary\": 60, \"width\": 8, \"feed-forward\": 8, \"blocks\": 3}");
        put("network.backbone[transformer].vocabulary", "60"); // must be that of the data set
        put("network.head[conv]", "{\"width\": 4}");
        put("network.head[mlp]", "{\"width\": 8}");
        put("network.head[recurrent]", "{\"feed-forward\": 8}");
        put("network.head[recurrent].memory", "5", "64"); // must not be smaller than the number of exits
    }

    private void data() {
        SampledData samples = new SampledData(folder);
        for (String dataset : List.of("cifar10", "cifar100", "mnist", "tinyimagenet", "agnews", "ucihar")) {
            put("dataset[" + dataset + "].dir", quoted(samples.of(dataset)));
        }
        put(
                "dataset[image-folder]",
                "{\"dir\": %s, \"height\": 8, \"width\": 8}".formatted(quoted(samples.of("image-folder"))));
        put(
                "dataset[image-folder].dir",
                values.get("dataset[image-folder]").get(0).get("dir").toString());
        put("dataset[image-folder].height", "6");
        put("dataset[image-folder].width", "6");
        put("dataset[image-folder].layout", "\"class\"");
        String table = quoted(samples.of("csv"));
        put("dataset[csv]", "{\"file\": %s}".formatted(table));
        put("dataset[csv].file", table);
        put("dataset[csv].test-file", table);
        put("dataset[csv].label", "\"owner\"");
        put("dataset[csv].owner", "\"owner\"");
        put("dataset[csv].split", "\"part\"");
        put("dataset[csv].categorical", "[\"height\"]");
        put("dataset[csv].ignore", "[\"text\"]");
        put("dataset[csv].delimiter"); // of one file
        put("dataset[csv].header"); // of one file
        String texts = quoted(samples.of("text"));
        put("dataset[text]", "{\"path\": %s}".formatted(texts));
        put("dataset[text].path", texts);
        put("dataset[text].test-file", texts);
        put("dataset[text].text", "\"part\"");
        put("dataset[text].label", "\"owner\"");
        put("dataset[text].owner", "\"owner\"");
        put("dataset[text].split", "\"part\"");
        put("dataset[text].delimiter"); // of one file
        put("dataset[arrays].dir", quoted(samples.of("arrays")));
        write("agnews/train_untitled.csv", "\"1\",\"\",\"word1 of the day\"\n".repeat(20));
        put("partition[file].file", quoted(partition()));
        put("devices[file].file", quoted(devices()));
    }

    /** Defines required other options, by a pattern for the text of an option value. */
    private void requirements() {
        require("faults\\.deadline = .*", "{\"devices\": {\"type\": \"uniform\"}}");
        require("coordination.*budget.*", "{\"devices\": {\"type\": \"tiers\"}}");
        require("sampling.*tiers.*", "{\"devices\": {\"type\": \"tiers\"}}");
        require("faults\\.attack\\.(fraction|scale) = .*", "{\"faults.attack.type\": \"sign-flip\"}");
        require(
                "training\\.server-optimizer\\.(learning-rate|beta1|beta2|tau) = .*",
                "{\"training.server-optimizer.type\": \"fedadam\"}");
        require("strategy.*\\.exit-weights = \"custom\"", "{\"strategy.loss.custom-exit-weights\": [1, 2, 1]}");
        require("strategy.*\\.custom-exit-weights = .*", "{\"strategy.loss.exit-weights\": \"custom\"}");
        require("training\\.stop(\\.patience|\\.target)? = .*", "{\"partition.validation-fraction\": 0.25}");
        require(
                "training\\.stop\\.minimum-improvement = .*",
                "{\"partition.validation-fraction\": 0.25, \"training.stop.patience\": 3}");
        require("evaluation\\.exit-policies.*budgeted.*", "{\"partition.validation-fraction\": 0.25}");
        require("coordination.*\\.depth-selection = \"to-teacher\"", "{\"strategy\": {\"type\": \"cafedistill\"}}");
        require("partition.*natural.*", "{\"dataset\": %s}".formatted(dataset("ucihar", "")));
        require(
                "partition(\\[file]| = \\{\"type\":\"file\").*",
                "{\"dataset\": {\"type\": \"shapes\", \"train\": 45, \"test\": 10}}");
        require("network\\.backbone.*(convnet|two-stem)-1d.*", "{\"dataset\": %s}".formatted(dataset("ucihar", "")));
        require(
                "modalities\\..*",
                "{\"dataset\": %s, \"network.backbone\": {\"type\": \"two-stem-1d\", \"width\": 4}}"
                        .formatted(dataset("ucihar", "")));
        require(
                "network\\.backbone.*transformer.*",
                "{\"dataset\": %s}".formatted(dataset("agnews", ", \"length\": 12, \"vocabulary\": 60")));
    }

    private String dataset(String id, String more) {
        return "{\"type\": \"%s\", \"dir\": %s%s}"
                .formatted(id, values.get("dataset[" + id + "].dir").get(0), more);
    }

    /** Returns an option value with all options that it requires. */
    OptionValue completed(OptionValue value) {
        OptionValue completed = value;
        for (Map.Entry<String, JsonNode> requirement : requirements.entrySet()) {
            if (value.toString().matches(requirement.getKey())) {
                Map<String, JsonNode> more = new HashMap<>();
                requirement.getValue().properties().forEach(each -> more.put(each.getKey(), each.getValue()));
                completed = completed.with(more);
            }
        }
        return completed;
    }

    private void put(String key, String... json) {
        List<JsonNode> nodes = new ArrayList<>();
        for (String value : json) {
            nodes.add(json(value));
        }
        values.put(key, nodes);
    }

    private void require(String pattern, String settings) {
        requirements.put(pattern, json(settings));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quoted(Path path) {
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

    private Path devices() {
        return write(
                "devices.csv",
                IntStream.range(0, 60)
                        .mapToObj(client -> client + ",1e9,1e6,1e6,1000000000\n")
                        .collect(Collectors.joining("", "client,macs-per-second,bytes-down,bytes-up,memory\n", "")));
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

    /** Returns an input file for {@code predict} with a model of the given data set. */
    Path input(String dataset) {
        if (!PICTURES.contains(dataset)) {
            return switch (dataset) {
                case "agnews", "text" -> write("input.txt", "word1 of the day");
                case "csv" -> write("input.csv", "text,height,label,owner,part\nword1 word2,5,a,1,train\n");
                case "arrays" -> SampledData.array(folder.resolve("input.npy"), "(8,)", new byte[8]);
                default -> write("input.csv", "0,0.1,0.2,0,0,0,1,0,0\n".repeat(128));
            };
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
