package org.exeunt.it.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * A non-default value of a configuration key.
 *
 * @param key includes the plugin that declares the option, as in {@code strategy[fedprox].mu}
 * @param value JSON text
 * @param settings all values to set, by their path in the configuration: the option, its plugin and other options that
 *     it requires
 */
record OptionValue(String key, String value, Map<String, JsonNode> settings) {
    OptionValue {
        settings = Map.copyOf(settings);
    }

    /** Returns this value with additional settings; existing settings take precedence. */
    OptionValue with(Map<String, JsonNode> more) {
        Map<String, JsonNode> both = new TreeMap<>(more);
        both.putAll(settings);
        return new OptionValue(key, value, both);
    }

    /** Returns whether one configuration can contain both: the keys differ, and no path is set to two values. */
    boolean isCompatibleWith(OptionValue other) {
        return !key.equals(other.key)
                && settings.entrySet().stream().allMatch(setting -> other.settings
                        .getOrDefault(setting.getKey(), setting.getValue())
                        .equals(setting.getValue()));
    }

    /** Sets several values in a configuration, sections before their keys. */
    static void apply(Iterable<OptionValue> values, ObjectNode configuration) {
        Map<String, JsonNode> all = new TreeMap<>();
        values.forEach(value -> all.putAll(value.settings));
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
