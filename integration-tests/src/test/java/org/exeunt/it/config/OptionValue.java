package org.exeunt.it.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * One key of a configuration at a value that is not its default.
 *
 * @param key with the plugin it is an option of: {@code strategy[fedprox].mu}
 * @param value as it is written
 * @param settings all that is set for it, by the dotted path in the configuration: the plugin that has the option, and
 *     what it needs
 */
record OptionValue(String key, String value, Map<String, JsonNode> settings) {
    OptionValue {
        settings = Map.copyOf(settings);
    }

    /** Returns this feature with more that is set for it. */
    OptionValue with(Map<String, JsonNode> more) {
        Map<String, JsonNode> both = new TreeMap<>(more);
        both.putAll(settings);
        return new OptionValue(key, value, both);
    }

    /** Returns whether one configuration can have both: they differ in their keys, and nothing is set to two values. */
    boolean fits(OptionValue other) {
        return !key.equals(other.key)
                && settings.entrySet().stream().allMatch(setting -> other.settings
                        .getOrDefault(setting.getKey(), setting.getValue())
                        .equals(setting.getValue()));
    }

    /** Sets the values of several features in a configuration, sections before what is in them. */
    static void apply(Iterable<OptionValue> features, ObjectNode configuration) {
        Map<String, JsonNode> all = new TreeMap<>();
        features.forEach(feature -> all.putAll(feature.settings));
        all.forEach((path, value) -> set(configuration, path, value));
    }

    private static void set(ObjectNode configuration, String path, JsonNode value) {
        String[] keys = path.split("\\.");
        ObjectNode section = configuration;
        for (int i = 0; i < keys.length - 1; i++) {
            section = section.withObjectProperty(keys[i]);
        }
        section.set(keys[keys.length - 1], value.deepCopy());
    }

    @Override
    public String toString() {
        return key + " = " + value;
    }
}
