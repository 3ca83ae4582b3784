package org.exeunt.testkit.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Mutates JSON by structure: changes types and sizes of values, uses numbers out of range, duplicates, renames or
 * removes keys, and moves, nests or repeats values. One text in five is also mutated as bytes.
 */
public final class HostileJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MOST_CHANGES = 3;
    private static final List<String> VALUES = values();

    private HostileJson() {}

    private static List<String> values() {
        List<String> values = new ArrayList<>(
                """
                null true
                0 -0 -1 0.5 1e308 1e999999999 -1e-999999999 1e99999999999 2147483647 2147483648 -9223372036854775809
                NaN Infinity -Infinity
                'text' "" "\\u0000" "\\ud800" ".." "../../x" "/" "</script>" "%s%n"
                [] {} [[]] {"type":null} {"type":"x","type":"y"}
                """
                        .lines()
                        .flatMap(line -> Stream.of(line.split(" ")))
                        .toList());
        values.addAll(List.of(
                "9".repeat(400),
                "9".repeat(1_001),
                "0." + "3".repeat(500),
                "\"" + "a".repeat(5_000) + "\"",
                "[".repeat(80) + "]".repeat(80),
                "{\"a\":".repeat(80) + "1" + "}".repeat(80),
                "[" + "0,".repeat(3_000) + "0]"));
        values.addAll(List.of("\" \"", "1 // a comment\n", "/* a comment */ 1", "/* without end", "1,", ""));
        return values;
    }

    /** Returns a mutated copy of a value as UTF-8. */
    public static byte[] of(JsonNode value, RandomGenerator random) {
        ArrayNode holder = NODES.arrayNode().add(value.deepCopy());
        for (int left = 1 + random.nextInt(MOST_CHANGES); left > 0; left--) {
            change(holder, random);
        }
        byte[] text = (holder.isEmpty() ? "" : holder.get(0).toString()).getBytes(StandardCharsets.UTF_8);
        return random.nextInt(5) == 0 ? Mutations.of(text, random) : text;
    }

    private static void change(ArrayNode holder, RandomGenerator random) {
        List<ContainerNode<?>> containers = new ArrayList<>();
        collect(holder, containers);
        // most containers are nested, so the outermost one is rarely mutated
        ContainerNode<?> container = containers.get(random.nextInt(containers.size()));
        if (container.isEmpty()) {
            return;
        }
        if (container instanceof ObjectNode object) {
            change(object, containers, random);
        } else {
            change((ArrayNode) container, containers, random);
        }
    }

    private static void collect(JsonNode node, List<ContainerNode<?>> containers) {
        if (node instanceof ContainerNode<?> container) {
            containers.add(container);
            container.forEach(inner -> collect(inner, containers));
        }
    }

    private static void change(ObjectNode object, List<ContainerNode<?>> others, RandomGenerator random) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        String key = keys.get(random.nextInt(keys.size()));
        JsonNode value = object.get(key);
        switch (random.nextInt(8)) {
            case 0 -> object.remove(key);
            case 1 -> object.set(key + "x", object.remove(key));
            case 2 ->
                object.set(
                        key,
                        raw("%s, %s: %s".formatted(value, NODES.textNode(key), random.nextBoolean() ? value : "0")));
            case 3 -> object.set(key, copied(others, random));
            default -> object.set(key, mutated(value, random));
        }
    }

    private static void change(ArrayNode array, List<ContainerNode<?>> others, RandomGenerator random) {
        int index = random.nextInt(array.size());
        switch (random.nextInt(8)) {
            case 0 -> array.remove(index);
            case 1 -> array.insert(index, array.get(index).deepCopy());
            case 2 -> {
                for (int i = random.nextInt(40); i > 0; i--) {
                    array.add(array.get(index).deepCopy());
                }
            }
            case 3 -> array.insert(index, copied(others, random));
            default -> array.set(index, mutated(array.get(index), random));
        }
    }

    private static JsonNode copied(List<ContainerNode<?>> others, RandomGenerator random) {
        return others.get(random.nextInt(others.size())).deepCopy();
    }

    private static JsonNode mutated(JsonNode value, RandomGenerator random) {
        return switch (random.nextInt(5)) {
            case 0 -> NODES.arrayNode().add(value);
            case 1 -> NODES.textNode(value.asText());
            default -> raw(VALUES.get(random.nextInt(VALUES.size())));
        };
    }

    private static JsonNode raw(String text) {
        return NODES.rawValueNode(new RawValue(text));
    }
}
