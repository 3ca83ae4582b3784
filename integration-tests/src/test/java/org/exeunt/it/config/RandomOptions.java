package org.exeunt.it.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.ConfigSchema;

/**
 * All keys of a configuration with random values, from the schema of the installed plugins. Values that a schema does
 * not define, such as paths, are given.
 */
final class RandomOptions {
    private static final String NOTHING = "-";

    /**
     * A key.
     *
     * @param key includes the plugin that declares the option, as in {@code strategy[fedprox].mu}
     * @param path of the option in a configuration
     * @param schema null for the choice of a plugin
     * @param settings what the option requires by path: the choice of its plugin, and other options
     */
    record Key(String key, String path, JsonNode schema, Map<String, String> settings) {}

    private final JsonNode schema;
    private final Map<String, List<String>> given = new LinkedHashMap<>();
    private final Map<Pattern, Map<String, String>> requirements = new LinkedHashMap<>();
    private final List<Key> keys = new ArrayList<>();

    /**
     * Lists the keys.
     *
     * @param engine engine id, which determines the options of networks
     * @param table a line {@code key = value | value} for each key whose values the schema does not define; for a
     *     plugin, its required options; {@code -} excludes a key or a plugin. A line {@code pattern => object} has
     *     settings that keys and values of the pattern require, by path.
     */
    RandomOptions(String engine, String table) throws JsonProcessingException {
        ObjectMapper json = new ObjectMapper();
        schema = json.readTree(ConfigSchema.text(PluginRegistry.load(RandomOptions.class.getClassLoader())));
        for (String line : table.lines().toList()) {
            String[] sides = line.split(" => ");
            if (sides.length == 2) {
                Map<String, String> settings = new TreeMap<>();
                json.readTree(sides[1])
                        .properties()
                        .forEach(each ->
                                settings.put(each.getKey(), each.getValue().toString()));
                requirements.put(Pattern.compile(sides[0]), settings);
            } else {
                String[] entry = line.split(" = ", 2);
                given.put(entry[0], List.of(entry[1].split(" \\| ")));
            }
        }
        section("", "", schema.get("properties"), Map.of());
        for (JsonNode each : schema.get("allOf")) {
            if (each.at("/if/properties/engine/anyOf/0/const").asText().equals(engine)) {
                section("network", "network", each.at("/then/properties/network/properties"), Map.of());
            }
        }
    }

    List<Key> keys() {
        return keys;
    }

    /** Returns the keys whose values must be given. */
    List<String> unknown() {
        return keys.stream().filter(key -> values(key).isEmpty()).map(Key::key).toList();
    }

    /** Returns a random value of a key, with everything that it requires, by path. */
    Map<String, String> draw(Key key, RandomGenerator random) {
        Map<String, String> settings = new TreeMap<>(key.settings());
        String text = key.key();
        if (key.schema() != null) {
            List<String> values = values(key);
            String value = values.get(random.nextInt(values.size()));
            settings.put(key.path(), value);
            text += " = " + value;
        }
        for (Map.Entry<Pattern, Map<String, String>> requirement : requirements.entrySet()) {
            if (requirement.getKey().matcher(text).matches()) {
                requirement.getValue().forEach(settings::putIfAbsent);
            }
        }
        return settings;
    }

    private void section(String key, String path, JsonNode properties, Map<String, String> settings) {
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            String name = property.getKey();
            if (!property.getValue().has("const") && !(path.isEmpty() && name.equals("network"))) {
                String dot = path.isEmpty() ? "" : ".";
                option(key + dot + name, path + dot + name, property.getValue(), settings);
            }
        }
    }

    private void option(String key, String path, JsonNode option, Map<String, String> settings) {
        if (given.getOrDefault(key, List.of()).equals(List.of(NOTHING))) {
            return;
        }
        boolean isList = !kind(option.path("items")).isEmpty();
        String kind = kind(isList ? option.get("items") : option);
        if (given.containsKey(key) || kind.isEmpty() && !option.has("properties")) {
            keys.add(new Key(key, path, option, settings));
        } else if (kind.isEmpty()) {
            section(key, path, option.get("properties"), settings);
        } else {
            schema.get("$defs").properties().forEach(plugin -> {
                if (plugin.getKey().startsWith(kind + ".")) {
                    choice(
                            key,
                            path,
                            plugin.getKey().substring(kind.length() + 1),
                            plugin.getValue(),
                            isList,
                            settings);
                }
            });
        }
    }

    /** Adds the choice of a plugin, and the keys of its options. */
    private void choice(
            String key, String path, String id, JsonNode plugin, boolean isList, Map<String, String> settings) {
        String inner = key + "[" + id + "]";
        List<String> more = given.getOrDefault(inner, List.of());
        if (more.contains(NOTHING)) {
            return;
        }
        StringBuilder choice = new StringBuilder("{\"type\": \"" + id + '"');
        more.forEach(options -> choice.append(", ").append(options));
        for (JsonNode required : plugin.path("required")) {
            String name = required.asText();
            if (!choice.toString().contains('"' + name + '"')) {
                Key option = new Key(inner + "." + name, "", plugin.at("/properties/" + name), Map.of());
                choice.append(", \"%s\": %s".formatted(name, values(option).get(0)));
            }
        }
        Map<String, String> chosen = new TreeMap<>(settings);
        chosen.put(path, isList ? "[" + choice + "}]" : choice + "}");
        keys.add(new Key(inner, path, null, chosen));
        section(inner, isList ? path + ".1" : path, plugin.get("properties"), chosen);
    }

    /** Returns the kind of plugin that an option chooses, or an empty string. */
    private static String kind(JsonNode option) {
        String reference = option.path("$ref").asText(option.at("/anyOf/0/$ref").asText());
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    /** Returns the values to choose from: given ones, those of an enumeration, or bounds and a value inside a range. */
    List<String> values(Key key) {
        return key.schema() == null ? List.of(key.key()) : given.getOrDefault(key.key(), values(key.schema()));
    }

    private static List<String> values(JsonNode option) {
        List<String> values = new ArrayList<>();
        if (option.has("enum")) {
            option.get("enum").forEach(value -> values.add(value.toString()));
            return values;
        }
        double min =
                option.path("minimum").asDouble(option.path("exclusiveMinimum").asDouble());
        double max =
                option.path("maximum").asDouble(option.path("exclusiveMaximum").asDouble(min + 2));
        switch (option.path("type").asText()) {
            case "boolean" -> values.addAll(List.of("true", "false"));
            case "integer" -> {
                for (long number : new long[] {(long) min, 2, 3}) {
                    if (number >= min && number <= max) {
                        values.add(Long.toString(number));
                    }
                }
            }
            case "number" -> {
                values.add(Double.toString(option.has("exclusiveMinimum") ? Math.nextUp(min) : min));
                values.add(Double.toString(option.has("exclusiveMaximum") ? Math.nextDown(max) : max));
                values.add(Double.toString(Math.min(min + 1, min + (max - min) / 4)));
            }
            case "array" -> { // of one element; of one for each exit if it is empty by default
                JsonNode first = option.at("/default/0");
                if (!first.isMissingNode()) {
                    values.add("[" + first + "]");
                }
                values(option.get("items"))
                        .forEach(value ->
                                values.add((first.isMissingNode() ? "[%s, %<s, %<s]" : "[%s]").formatted(value)));
            }
            default -> {}
        }
        return values;
    }
}
