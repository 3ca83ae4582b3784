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
 * Non-default values of every configuration key, derived from the schema of the installed plugins: all values of an
 * enumeration, numbers at the bounds of their range and inside it, and every plugin of a kind. Values that a schema
 * does not define, such as paths, are given.
 */
final class OptionValues {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String TYPE = "type";
    private static final double EPSILON = 1e-6;

    private final JsonNode schema;
    private final Map<String, List<JsonNode>> given;
    private final int exits;
    private final List<OptionValue> found = new ArrayList<>();
    private final Set<String> keys = new TreeSet<>();
    private final Set<String> unknown = new TreeSet<>();

    /**
     * Derives values from a schema.
     *
     * @param base configuration in which values will be set; its own values are excluded
     * @param engine engine id, which determines the options of networks
     * @param given values by key, and required options by plugin; an empty list excludes a key or a plugin
     * @param exits number of exits of the network of {@code base}
     */
    OptionValues(JsonNode schema, ObjectNode base, String engine, Map<String, List<JsonNode>> given, int exits) {
        this.schema = schema;
        this.given = given;
        this.exits = exits;
        section("", "", schema.get("properties"), base, Map.of());
        section("network", "network", network(engine), base.path("network"), Map.of());
    }

    /** Returns all values, in the order of the schema. */
    List<OptionValue> all() {
        return List.copyOf(found);
    }

    /** Returns the keys that have a non-default value. */
    Set<String> keys() {
        return keys;
    }

    /** Returns the keys without a known non-default value. */
    Set<String> unknown() {
        return unknown;
    }

    private JsonNode network(String engine) {
        for (JsonNode oneCase : schema.get("allOf")) {
            if (oneCase.at("/if/properties/engine/anyOf/0/const").asText().equals(engine)) {
                return oneCase.at("/then/properties/network/properties");
            }
        }
        throw new AssertionError("the schema has no networks of engine " + engine);
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
        JsonNode current = written.isMissingNode() ? option.path("default") : written;
        Optional<String> kind = kind(option);
        if (given.containsKey(key)) {
            given.get(key).forEach(value -> add(key, path, value, settings));
        } else if (kind.isPresent()) {
            choices(key, path, kind.get(), current, settings);
        } else if (option.has("properties")) {
            section(key, path, option.get("properties"), current, settings);
        } else if (kind(option.path("items")).isPresent()) {
            lists(key, path, kind(option.get("items")).get(), current, settings);
        } else {
            Set<JsonNode> values = new LinkedHashSet<>(values(option, current));
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
        found.add(new OptionValue(key, value.toString(), plus(settings, path, value)));
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

    /** Adds every plugin of a kind, and every option of each plugin. */
    private void choices(String key, String path, String kind, JsonNode current, Map<String, JsonNode> settings) {
        for (String id : idsOf(kind)) {
            JsonNode plugin = schema.at("/$defs/" + kind + "." + id);
            String inner = key + "[" + id + "]";
            if (isExcluded(inner)) {
                continue;
            }
            boolean isCurrent = current.path(TYPE).asText().equals(id);
            ObjectNode choice = isCurrent ? current.deepCopy() : choice(inner, id, plugin, current);
            if (isCurrent) {
                section(inner, path, plugin.get("properties"), current, plus(settings, path, choice));
            } else {
                add(key, path, choice, settings);
                section(inner, path, plugin.get("properties"), choice, plus(settings, path, choice));
            }
        }
    }

    private boolean isExcluded(String plugin) {
        return given.containsKey(plugin) && given.get(plugin).isEmpty();
    }

    /** Returns a choice of a plugin with its required options, from the current choice or the given values. */
    private ObjectNode choice(String key, String id, JsonNode plugin, JsonNode current) {
        ObjectNode choice = JSON.objectNode().put(TYPE, id);
        given.getOrDefault(key, List.of()).forEach(more -> choice.setAll((ObjectNode) more));
        for (JsonNode required : plugin.path("required")) {
            String name = required.asText();
            JsonNode value = current.has(name)
                    ? current.get(name)
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

    /** Adds a list with one plugin for every plugin of a kind, and for every option of each plugin. */
    private void lists(String key, String path, String kind, JsonNode current, Map<String, JsonNode> settings) {
        for (String id : idsOf(kind)) {
            String inner = key + "[" + id + "]";
            if (isExcluded(inner)) {
                continue;
            }
            JsonNode plugin = schema.at("/$defs/" + kind + "." + id);
            ObjectNode choice = choice(inner, id, plugin, MissingNode.getInstance());
            ArrayNode list = JSON.arrayNode().add(choice);
            if (!list.equals(current)) {
                add(key, path, list, settings);
            }
            OptionValues options = new OptionValues(this, inner, plugin.get("properties"), choice);
            keys.addAll(options.keys);
            unknown.addAll(options.unknown);
            for (OptionValue option : options.found) {
                ObjectNode with = choice.deepCopy();
                OptionValue.apply(List.of(option), with);
                found.add(new OptionValue(
                        option.key(),
                        option.value(),
                        plus(settings, path, JSON.arrayNode().add(with))));
            }
        }
    }

    /** Derives values of the options of a list element. */
    private OptionValues(OptionValues outer, String key, JsonNode properties, JsonNode written) {
        this.schema = outer.schema;
        this.given = outer.given;
        this.exits = outer.exits;
        section(key, "", properties, written, Map.of());
    }

    private List<JsonNode> values(JsonNode option, JsonNode current) {
        if (option.has("enum")) {
            List<JsonNode> constants = new ArrayList<>();
            option.get("enum").forEach(constants::add);
            return constants;
        }
        return switch (option.path("type").asText()) {
            case "boolean" -> List.of(JSON.booleanNode(true), JSON.booleanNode(false));
            case "integer" -> integers(option, current);
            case "number" -> decimals(option, current);
            case "array" -> lists(option, current);
            default -> List.of();
        };
    }

    /** Returns up to two of: the minimum, 2, and the current value plus 1. */
    private static List<JsonNode> integers(JsonNode option, JsonNode current) {
        Set<Long> numbers = new LinkedHashSet<>();
        long min = option.get("minimum").longValue();
        long max = option.get("maximum").longValue();
        numbers.add(min);
        numbers.add(2L);
        if (current.isNumber()) {
            numbers.add(current.longValue() + 1);
        }
        return numbers.stream()
                .filter(number -> number >= min && number <= max)
                .filter(number -> !current.isNumber() || number != current.longValue())
                .limit(2)
                .map(number -> (JsonNode) JSON.numberNode(number))
                .toList();
    }

    /** Returns both bounds, or values next to exclusive bounds, and a value inside the range. */
    private static List<JsonNode> decimals(JsonNode option, JsonNode current) {
        double min =
                option.path("minimum").asDouble(option.path("exclusiveMinimum").asDouble(Double.NEGATIVE_INFINITY));
        double max =
                option.path("maximum").asDouble(option.path("exclusiveMaximum").asDouble(Double.POSITIVE_INFINITY));
        Set<Double> numbers = new LinkedHashSet<>();
        numbers.add(within(current.asDouble(), min, max));
        numbers.add(option.has("exclusiveMinimum") ? min + EPSILON : min);
        numbers.add(option.has("exclusiveMaximum") ? 0.9 * max : max);
        return numbers.stream()
                .filter(number -> !Double.isInfinite(number))
                .filter(number -> !current.isNumber() || number != current.asDouble())
                .map(number -> (JsonNode) JSON.numberNode(number))
                .toList();
    }

    private static double within(double current, double min, double max) {
        if (current / 2 > min) {
            return current / 2;
        }
        return Double.isInfinite(max) ? min + 1 : min + (max - min) / 4;
    }

    /** Returns a list of the first element and an empty list; for an empty current list, one element per exit. */
    private List<JsonNode> lists(JsonNode option, JsonNode current) {
        ArrayNode list = JSON.arrayNode();
        if (current.isEmpty()) {
            JsonNode items = option.get("items");
            JsonNode element = items.path("type").asText().equals("array")
                    ? lists(items, JSON.arrayNode()).get(0)
                    : values(items, MissingNode.getInstance()).get(0);
            for (int i = 0; i < exits; i++) {
                list.add(element);
            }
            return List.of(list);
        }
        return List.of(list.add(current.get(0)), JSON.arrayNode());
    }
}
