package org.exeunt.app.examples;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonNode.OverwriteMode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.exeunt.app.text.ResourceText;
import org.exeunt.config.json.KeyPath;
import org.exeunt.config.json.PrettyJson;
import org.exeunt.config.option.ConfigReading;
import org.exeunt.config.option.ExplainedKey;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;

/**
 * A new configuration, made from the example of a data set or, where there is none, from usual values.
 *
 * @param dataset id of the data set; not used for own data
 * @param strategy id of the method
 * @param own data of the user's own
 */
public record NewConfiguration(String dataset, String strategy, Optional<OwnData> own) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.ALLOW_COMMENTS);

    private static final String USUAL = ResourceText.of(NewConfiguration.class, "usual.json");

    /** Returns the name of the run. */
    public String name() {
        return own.map(OwnData::name).orElse(dataset + "-" + strategy);
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
            // a user who chooses a method will tune it, or change the preset, which a written option would override
            if (key.path().isWithin(KeyPath.parse("strategy"))
                    && key.value().isPresent()
                    && !key.origin().equals("preset")
                    && !key.path().keys().contains("preset")
                    && !key.value().get().equals("[]")) {
                JsonPointer path =
                        JsonPointer.compile("/" + String.join("/", key.path().keys()));
                tree.withObject(path.head(), OverwriteMode.ALL, false)
                        .set(path.last().getMatchingProperty(), read(key.value().get()));
            }
        }
        return PrettyJson.text(tree);
    }

    private ObjectNode tree() {
        Optional<Example> example = Example.all().stream()
                .filter(each -> own.isEmpty() && each.base().isEmpty())
                .filter(each -> each.dataset().equals(dataset))
                .findFirst();
        ObjectNode given = (ObjectNode) read(example.map(Example::text).orElse(USUAL));
        ObjectNode tree = JSON.createObjectNode();
        tree.put("name", name());
        tree.put("seed", given.path("seed").asLong(1));
        given.remove(List.of("name", "seed"));
        tree.setAll(given);
        tree.withObject("/dataset").put("type", dataset);
        own.ifPresent(data -> data.addTo(tree));
        if (!given.path("strategy").path("type").asText().equals(strategy)) {
            tree.putObject("strategy").put("type", strategy);
            tree.remove("coordination"); // of the method of the example
        }
        return tree;
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + json, e);
        }
    }
}
