package org.exeunt.it.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every key of a configuration at values other than its default, as the schema of the installed plugins has them: other
 * words of an enumeration, numbers at the ends of their range and within, every plugin of a kind. What a schema cannot
 * tell, such as a path, is given.
 */
final class OptionValues {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String TYPE = "type";
    private static final double NEXT_TO_ZERO = 1e-6;

    private final JsonNode schema;
    private final Map<String, List<JsonNode>> given;
    private final int exits;
    private final List<OptionValue> features = new ArrayList<>();
    private final Set<String> keys = new TreeSet<>();
    private final Set<String> unknown = new TreeSet<>();

    /**
     * Walks a schema.
     *
     * @param base the configuration in which features are set; its own values do not count as other ones
     * @param engine whose networks are configured
     * @param given values of keys, by key, and what a plugin is chosen with; an empty list leaves a key or a plugin out
     * @param exits of the network of {@code base}
     */
    OptionValues(JsonNode schema, ObjectNode base, String engine, Map<String, List<JsonNode>> given, int exits) {
        this.schema = schema;
        this.given = given;
        this.exits = exits;
        section("", "", schema.get("properties"), base, Map.of());
        section("network", "network", network(engine), base.path("network"), Map.of());
    }

    /** Returns all features, in the order of the schema. */
    List<OptionValue> all() {
        return List.copyOf(features);
    }

    /** Returns the keys that have a feature. */
    Set<String> keys() {
        return keys;
    }

    /** Returns the keys for which no value is known that is not the default. */
    Set<String> unknown() {
        return unknown;
    }

    private JsonNode network(String engine) {
        for (JsonNode oneCase : schema.get("allOf")) {
            if (oneCase.at("/if/properties/engine/anyOf/0/const").asText().equals(engine)) {
                return oneCase.at("/then/properties/network/properties");
            }
        }
        throw new AssertionError("the schema has no networks of " + engine);
    }

    private void section(
            String key, String path, JsonNode properties, JsonNode written, Map<String, JsonNode> settings) {
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            String name = property.getKey();
            if (!property.getValue().has("const") && !name.equals("network")) {
                option(
                        key.isEmpty() ? name : key + "." + name,
                        path.isEmpty() ? name : path + "." + name,
                        property.getValue(),
                        written.path(name),
                        settings);
            }
        }
    }

    private void option(String key, String path, JsonNode option, JsonNode written, Map<String, JsonNode> settings) {
        JsonNode usual = written.isMissingNode() ? option.path("default") : written;
        Optional<String> kind = kind(option);
        if (given.containsKey(key)) {
            given.get(key).forEach(value -> add(key, path, value, settings));
        } else if (kind.isPresent()) {
            choices(key, path, kind.get(), usual, settings);
        } else if (option.has("properties")) {
            section(key, path, option.get("properties"), usual, settings);
        } else if (kind(option.path("items")).isPresent()) {
            lists(key, path, kind(option.get("items")).get(), usual, settings);
        } else {
            Set<JsonNode> values = new LinkedHashSet<>(values(option, usual));
            values.remove(option.path("default"));
            values.remove(written);
            values.forEach(value -> add(key, path, value, settings));
            if (values.isEmpty() && option.path("enum").size() != 1) {
                unknown.add(key);
            }
        }
    }

    private void add(String key, String path, JsonNode value, Map<String, JsonNode> settings) {
        keys.add(key);
        features.add(new OptionValue(key, value.toString(), plus(settings, path, value)));
    }

    private static Map<String, JsonNode> plus(Map<String, JsonNode> settings, String path, JsonNode value) {
        Map<String, JsonNode> more = new TreeMap<>(settings);
        more.put(path, value);
        return more;
    }

    /** Returns the kind of plugin that an option chooses. */
    private static Optional<String> kind(JsonNode option) {
        String reference = option.path("$ref").asText(option.at("/anyOf/0/$ref").asText());
        return reference.isEmpty()
                ? Optional.empty()
                : Optional.of(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private List<String> idsOf(String kind) {
        List<String> ids = new ArrayList<>();
        schema.get("$defs").fieldNames().forEachRemaining(name -> {
            if (name.startsWith(kind + ".")) {
                ids.add(name.substring(kind.length() + 1));
            }
        });
        return ids;
    }

    /** A plugin of every id, and each of its options. */
    private void choices(String key, String path, String kind, JsonNode usual, Map<String, JsonNode> settings) {
        for (String id : idsOf(kind)) {
            JsonNode plugin = schema.at("/$defs/" + kind + "." + id);
            String inner = key + "[" + id + "]";
            if (isLeftOut(inner)) {
                continue;
            }
            boolean isUsual = usual.path(TYPE).asText().equals(id);
            ObjectNode choice = isUsual ? usual.deepCopy() : choice(inner, id, plugin, usual);
            if (isUsual) {
                section(inner, path, plugin.get("properties"), usual, plus(settings, path, choice));
            } else {
                add(key, path, choice, settings);
                section(inner, path, plugin.get("properties"), choice, plus(settings, path, choice));
            }
        }
    }

    private boolean isLeftOut(String plugin) {
        return given.containsKey(plugin) && given.get(plugin).isEmpty();
    }

    /** Returns a choice of a plugin as it is given, with all it requires: as the usual one has it, or as given. */
    private ObjectNode choice(String key, String id, JsonNode plugin, JsonNode usual) {
        ObjectNode choice = JSON.objectNode().put(TYPE, id);
        given.getOrDefault(key, List.of()).forEach(more -> choice.setAll((ObjectNode) more));
        for (JsonNode required : plugin.path("required")) {
            String name = required.asText();
            JsonNode value = usual.has(name)
                    ? usual.get(name)
                    : given.getOrDefault(key + "." + name, List.of()).stream()
                            .findFirst()
                            .orElse(MissingNode.getInstance());
            if (value.isMissingNode()) {
                unknown.add(key + "." + name);
            }
            choice.set(name, value);
        }
        return choice;
    }

    /** A list of one plugin of every id, and with each of its options. */
    private void lists(String key, String path, String kind, JsonNode usual, Map<String, JsonNode> settings) {
        for (String id : idsOf(kind)) {
            String inner = key + "[" + id + "]";
            if (isLeftOut(inner)) {
                continue;
            }
            JsonNode plugin = schema.at("/$defs/" + kind + "." + id);
            ObjectNode choice = choice(inner, id, plugin, MissingNode.getInstance());
            ArrayNode list = JSON.arrayNode().add(choice);
            if (!list.equals(usual)) {
                add(key, path, list, settings);
            }
            OptionValues options = new OptionValues(this, inner, plugin.get("properties"), choice);
            keys.addAll(options.keys);
            unknown.addAll(options.unknown);
            for (OptionValue option : options.features) {
                ObjectNode with = choice.deepCopy();
                OptionValue.apply(List.of(option), with);
                features.add(new OptionValue(
                        option.key(),
                        option.value(),
                        plus(settings, path, JSON.arrayNode().add(with))));
            }
        }
    }

    /** Walks the options of an element of a list. */
    private OptionValues(OptionValues outer, String key, JsonNode properties, JsonNode written) {
        this.schema = outer.schema;
        this.given = outer.given;
        this.exits = outer.exits;
        section(key, "", properties, written, Map.of());
    }

    private List<JsonNode> values(JsonNode option, JsonNode usual) {
        if (option.has("enum")) {
            List<JsonNode> words = new ArrayList<>();
            option.get("enum").forEach(words::add);
            return words;
        }
        return switch (option.path("type").asText()) {
            case "boolean" -> List.of(JSON.booleanNode(true), JSON.booleanNode(false));
            case "integer" -> wholes(option, usual);
            case "number" -> reals(option, usual);
            case "array" -> lists(option, usual);
            default -> List.of();
        };
    }

    /** The least one, if it is no default of the type, and a small one. */
    private static List<JsonNode> wholes(JsonNode option, JsonNode usual) {
        Set<Long> numbers = new LinkedHashSet<>();
        long least = option.get("minimum").longValue();
        long most = option.get("maximum").longValue();
        numbers.add(least);
        numbers.add(2L);
        if (usual.isNumber()) {
            numbers.add(usual.longValue() + 1);
        }
        return numbers.stream()
                .filter(number -> number >= least && number <= most)
                .filter(number -> !usual.isNumber() || number != usual.longValue())
                .limit(2)
                .map(number -> (JsonNode) JSON.numberNode(number))
                .toList();
    }

    /** Both ends, or next to them, and one within. */
    private static List<JsonNode> reals(JsonNode option, JsonNode usual) {
        double least =
                option.path("minimum").asDouble(option.path("exclusiveMinimum").asDouble(Double.NEGATIVE_INFINITY));
        double most =
                option.path("maximum").asDouble(option.path("exclusiveMaximum").asDouble(Double.POSITIVE_INFINITY));
        Set<Double> numbers = new LinkedHashSet<>();
        numbers.add(within(usual.asDouble(), least, most));
        numbers.add(option.has("exclusiveMinimum") ? least + NEXT_TO_ZERO : least);
        numbers.add(option.has("exclusiveMaximum") ? 0.9 * most : most);
        return numbers.stream()
                .filter(number -> !Double.isInfinite(number))
                .filter(number -> !usual.isNumber() || number != usual.asDouble())
                .map(number -> (JsonNode) JSON.numberNode(number))
                .toList();
    }

    private static double within(double usual, double least, double most) {
        if (usual / 2 > least) {
            return usual / 2;
        }
        return Double.isInfinite(most) ? least + 1 : least + (most - least) / 4;
    }

    /** The first element alone and none, or an element for every exit. */
    private List<JsonNode> lists(JsonNode option, JsonNode usual) {
        ArrayNode list = JSON.arrayNode();
        if (usual.isEmpty()) {
            JsonNode items = option.get("items");
            JsonNode element = items.path("type").asText().equals("array")
                    ? lists(items, JSON.arrayNode()).get(0)
                    : values(items, MissingNode.getInstance()).get(0);
            for (int i = 0; i < exits; i++) {
                list.add(element);
            }
            return List.of(list);
        }
        return List.of(list.add(usual.get(0)), JSON.arrayNode());
    }
}
