package org.exeunt.config.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.EnginePlugin;
import org.exeunt.config.json.PrettyJson;
import org.exeunt.config.option.ChoiceType;
import org.exeunt.config.option.OptionSpec;
import org.exeunt.config.option.SchemaParts;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;

/**
 * The JSON Schema (2020-12) of a run's configuration with the installed plugins, for completion and validation in
 * editors. It accepts what {@link RunConfigReader} accepts, and also combinations of options that only the constructor
 * of an options record rejects.
 */
public final class ConfigSchema {
    private ConfigSchema() {}

    /** Returns the schema as text. */
    public static String text(PluginRegistry registry) {
        return PrettyJson.text(of(registry));
    }

    /** Returns the schema of the files of comparisons, which have keys of a run's configuration with values or null. */
    public static String ofComparisons(PluginRegistry registry) {
        ObjectNode schema = titled("Exeunt comparison", ComparisonFile.class, new SchemaParts(registry));
        ObjectNode run = of(registry);
        ObjectNode definitions = schema.putObject("$defs");
        ObjectNode keys = definitions.putObject("keys").put("type", "object");
        addKeys("", run, keys.putObject("properties"));
        List<String> sections =
                OptionSpec.of(RunConfig.class).stream().map(OptionSpec::key).toList();
        keys.putObject("propertyNames").put("pattern", "^(%s)([.]|$)".formatted(String.join("|", sections)));
        definitions.setAll((ObjectNode) run.get("$defs"));
        return PrettyJson.text(schema);
    }

    private static ObjectNode titled(String title, Class<? extends Record> type, SchemaParts parts) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", title);
        parts.section(schema, type);
        ((ObjectNode) schema.get("properties"))
                .putObject("$schema")
                .put("type", "string")
                .put("description", "Location of this schema, for editors");
        return schema;
    }

    private static void addKeys(String prefix, JsonNode section, ObjectNode keys) {
        section.path("properties").properties().forEach(option -> {
            ArrayNode forms = keys.putObject(prefix + option.getKey()).putArray("anyOf");
            forms.add(option.getValue()).addObject().put("type", "null");
            addKeys(prefix + option.getKey() + ".", option.getValue(), keys);
        });
    }

    static ObjectNode of(PluginRegistry registry) {
        SchemaParts parts = new SchemaParts(registry);
        ObjectNode schema = titled("Exeunt run", RunConfig.class, parts);
        ArrayNode networks = schema.putArray("allOf");
        registry.choosable(Engine.class).forEach(engine -> describeNetwork(networks, engine, parts));
        if (networks.isEmpty()) {
            schema.remove("allOf");
        }
        ObjectNode definitions = schema.putObject("$defs");
        parts.definitions().forEach(definitions::set);
        return schema;
    }

    /** Adds the condition: if {@code engine} is chosen, the network section has its options. */
    private static void describeNetwork(ArrayNode cases, InstalledPlugin engine, SchemaParts parts) {
        ObjectNode network = JsonNodeFactory.instance.objectNode();
        try {
            parts.section(network, ((EnginePlugin<?, ?>) engine.plugin()).networkOptions());
        } catch (ExeuntException faulty) {
            return; // no configuration can be read with this engine
        }
        ObjectNode oneCase = cases.addObject();
        ObjectNode condition = oneCase.putObject("if");
        ArrayNode forms = condition
                .putObject("properties")
                .putObject(NetworkSection.ENGINE)
                .putArray("anyOf");
        forms.addObject().put("const", engine.id());
        ObjectNode section = forms.addObject().put("type", "object");
        section.putObject("properties").putObject(ChoiceType.TYPE).put("const", engine.id());
        section.putArray("required").add(ChoiceType.TYPE);
        JsonNode defaultEngine = NetworkSection.defaultEngine();
        if (!defaultEngine.path(ChoiceType.TYPE).asText(defaultEngine.asText()).equals(engine.id())) {
            condition.putArray("required").add(NetworkSection.ENGINE);
        }
        oneCase.putObject("then").putObject("properties").set("network", network);
    }
}
