package org.exeunt.app.examples;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.exeunt.app.text.ResourceText;
import org.exeunt.config.ConfigReading;
import org.exeunt.config.ExplainedKey;
import org.exeunt.config.KeyPath;
import org.exeunt.config.PrettyJson;
import org.exeunt.config.RunConfig;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.PluginRegistry;

/**
 * A new configuration, made from the example of a data set or, where there is none, from usual values.
 *
 * @param dataset id of the data set
 * @param strategy id of the method
 * @param backbone id of the backbone; empty for that of the example
 * @param clients number of clients; empty for that of the example
 * @param data file or folder of the data set; empty for that of the example
 */
public record NewConfiguration(
        String dataset, String strategy, Optional<String> backbone, Optional<Integer> clients, Optional<String> data) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.ALLOW_COMMENTS);
    /** Options of data sets that name their file or folder. */
    private static final List<String> PATHS = List.of("dir", "file", "path");

    private static final String USUAL = ResourceText.of(NewConfiguration.class, "usual.json");

    /** Returns the name of the run. */
    public String name() {
        return dataset + "-" + strategy;
    }

    /**
     * Returns the text of the configuration.
     *
     * @param source name of the file, for messages
     * @throws org.exeunt.api.error.ExeuntException if it is not valid, listing all problems
     */
    public String text(PluginRegistry registry, String source) {
        ObjectNode tree = tree();
        ConfigReading<RunConfig> reading = new RunConfigReader(registry).read(source, tree.toString(), List.of());
        reading.orThrow();
        for (ExplainedKey key : reading.keys()) {
            // a user who chooses a method will tune it
            if (key.path().isWithin(KeyPath.parse("strategy")) && key.value().isPresent()) {
                add(tree, key.path().keys(), key.value().get());
            }
        }
        return PrettyJson.text(tree);
    }

    private ObjectNode tree() {
        Optional<Example> example = Example.all().stream()
                .filter(each -> each.base().isEmpty() && each.dataset().equals(dataset))
                .findFirst();
        ObjectNode given = (ObjectNode) read(example.map(Example::text).orElse(USUAL));
        ObjectNode tree = JSON.createObjectNode();
        tree.put("name", name());
        tree.put("seed", given.path("seed").asLong(1));
        given.remove(List.of("name", "seed"));
        tree.setAll(given);
        tree.withObject("/dataset").put("type", dataset);
        ObjectNode section = tree.withObject("/dataset");
        String key = PATHS.stream().filter(section::has).findFirst().orElse(PATHS.get(0));
        data.ifPresent(path -> section.put(key, path));
        if (!given.path("strategy").path("type").asText().equals(strategy)) {
            tree.putObject("strategy").put("type", strategy);
            tree.remove("coordination"); // of the method of the example
        }
        backbone.ifPresent(
                id -> tree.withObject("/network").putObject("backbone").put("type", id));
        clients.ifPresent(count -> {
            if (!tree.path("partition").has("clients")) { // such as natural, which makes one client per owner
                tree.set("partition", read(USUAL).path("partition"));
            }
            tree.withObject("/partition").put("clients", count);
        });
        return tree;
    }

    private static void add(ObjectNode tree, List<String> path, String value) {
        ObjectNode parent = tree;
        for (String key : path.subList(0, path.size() - 1)) {
            if (!(parent.path(key) instanceof ObjectNode)) {
                parent.putObject(key);
            }
            parent = (ObjectNode) parent.get(key);
        }
        parent.set(path.get(path.size() - 1), read(value));
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + json, e);
        }
    }
}
