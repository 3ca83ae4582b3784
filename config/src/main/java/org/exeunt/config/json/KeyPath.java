package org.exeunt.config.json;

import java.util.ArrayList;
import java.util.List;

/**
 * Path of a value in a configuration: keys from the outermost section inwards, joined by dots. List elements are
 * numbered from 1, as in {@code evaluation.exit-policies.1.thresholds}.
 */
public record KeyPath(List<String> keys) {
    /** The whole configuration. */
    public static final KeyPath ROOT = new KeyPath(List.of());

    public KeyPath {
        keys = List.copyOf(keys);
    }

    /** Parses a dotted path. */
    public static KeyPath parse(String dotted) {
        return new KeyPath(List.of(dotted.split("\\.", -1)));
    }

    /** Returns the path of a key of this section. */
    public KeyPath key(String key) {
        List<String> longer = new ArrayList<>(keys);
        longer.add(key);
        return new KeyPath(longer);
    }

    /** Returns the path of an element of this list; {@code index} is 0-based. */
    public KeyPath element(int index) {
        return key(String.valueOf(index + 1));
    }

    /** Returns whether this path equals {@code outer} or is inside it. */
    public boolean isWithin(KeyPath outer) {
        return keys.size() >= outer.keys.size()
                && keys.subList(0, outer.keys.size()).equals(outer.keys);
    }

    public boolean isRoot() {
        return keys.isEmpty();
    }

    public String last() {
        return keys.get(keys.size() - 1);
    }

    @Override
    public String toString() {
        return isRoot() ? "(the whole file)" : String.join(".", keys);
    }
}
