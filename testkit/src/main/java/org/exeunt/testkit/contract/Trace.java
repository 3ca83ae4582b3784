package org.exeunt.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.runtime.store.codec.RecordShape;

/**
 * The content of a value by path. Comparing traces taken before and after a call shows whether the call changed the
 * value, and where two values differ.
 *
 * <p>Records, maps, collections, arrays and payloads are traversed; all other values are assumed immutable and compared
 * by {@code equals}.
 *
 * @param leaves value at each path
 */
record Trace(SortedMap<String, Object> leaves) {
    /** Returns the current content of a value. */
    static Trace of(Object value) {
        SortedMap<String, Object> leaves = new TreeMap<>();
        walk(value.getClass().getSimpleName(), value, leaves);
        return new Trace(leaves);
    }

    private static void walk(String path, Object value, Map<String, Object> leaves) {
        if (value instanceof Record holder) {
            RecordShape shape = RecordShape.of(holder.getClass());
            for (int i = 0; i < shape.size(); i++) {
                walk(path + "." + shape.component(i), shape.read(holder, i), leaves);
            }
        } else if (value instanceof Payload payload) {
            walk(path, payload.parameterSets(), leaves);
            walk(path, payload.vectors(), leaves);
        } else if (value instanceof Map<?, ?> map) {
            leaves.put(path + ".size", map.size());
            map.forEach((key, each) -> walk(path + "[" + key + "]", each, leaves));
        } else if (value instanceof Collection<?> collection) {
            walkAll(path, collection, leaves);
        } else if (value instanceof float[] array) {
            walkAll(path, boxed(array), leaves);
        } else if (value instanceof double[] array) {
            walkAll(path, Arrays.stream(array).boxed().toList(), leaves);
        } else if (value instanceof int[] array) {
            walkAll(path, Arrays.stream(array).boxed().toList(), leaves);
        } else if (value instanceof Object[] array) {
            walkAll(path, Arrays.asList(array), leaves);
        } else {
            leaves.put(path, value == null ? "null" : value);
        }
    }

    private static void walkAll(String path, Collection<?> collection, Map<String, Object> leaves) {
        leaves.put(path + ".size", collection.size());
        int index = 0;
        for (Object each : collection) {
            walk(path + "[" + index++ + "]", each, leaves);
        }
    }

    private static List<Float> boxed(float[] values) {
        List<Float> boxed = new ArrayList<>();
        for (float value : values) {
            boxed.add(value);
        }
        return boxed;
    }

    /** Returns the first path at which {@code other} differs, with both values; empty if both are equal bit for bit. */
    Optional<String> firstDifference(Trace other) {
        SortedMap<String, Object> paths = new TreeMap<>(leaves);
        paths.putAll(other.leaves);
        for (String path : paths.keySet()) {
            Object mine = leaves.get(path);
            Object theirs = other.leaves.get(path);
            if (!Objects.equals(mine, theirs)) {
                return Optional.of(path + ": " + difference(mine, theirs));
            }
        }
        return Optional.empty();
    }

    private static String difference(Object one, Object other) {
        if (one instanceof ParameterSet a
                && other instanceof ParameterSet b
                && a.blocks().equals(b.blocks())) {
            float[] x = a.values();
            float[] y = b.values();
            int start = 0;
            for (Block block : a.blocks().blocks()) {
                for (int i = 0; i < block.size(); i++) {
                    if (Float.floatToIntBits(x[start + i]) != Float.floatToIntBits(y[start + i])) {
                        return "block '%s', value %d: %s and %s".formatted(block.name(), i, x[start + i], y[start + i]);
                    }
                }
                start += block.size();
            }
        }
        return one + " and " + other;
    }
}
