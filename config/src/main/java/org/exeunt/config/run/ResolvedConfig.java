package org.exeunt.config.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.config.json.JsonText;
import org.exeunt.config.json.KeyPath;
import org.exeunt.config.json.PrettyJson;
import org.exeunt.config.option.OptionSpec;

/**
 * A configuration as text, with all defaults filled in. Equal configurations have the same bytes on all systems, and
 * reading the text returns an equal configuration, except for options that affect nothing: runs that differ in nothing
 * else are the same run. Keys are in declaration order, {@code type} first.
 *
 * @param text JSON; lines end with a line feed
 */
public record ResolvedConfig(String text) {
    private static final Map<String, OptionSpec> OPTIONS = OptionSpec.withNested(OptionSpec.of(RunConfig.class));

    /** Writes a configuration. */
    public static ResolvedConfig of(RunConfig config) {
        return new ResolvedConfig(PrettyJson.text(OptionSpec.write(config)));
    }

    /**
     * Returns what a key affects. An option of a plugin has the effect of the section that chooses the plugin.
     *
     * @param key such as {@code evaluation.exit-policies[1].thresholds}
     */
    public static Affects affects(String key) {
        String prefix = key;
        while (true) {
            OptionSpec option = OPTIONS.get(prefix);
            if (option != null && option.affects().isPresent()) {
                return option.affects().get();
            }
            int end = Math.max(prefix.lastIndexOf('.'), prefix.lastIndexOf('['));
            if (end < 0) {
                return Affects.TRAINING;
            }
            prefix = prefix.substring(0, end);
        }
    }

    /**
     * Returns all values by dotted path, in the order of the text: strings without quotes, lists of plain values as one
     * value, elements of other lists numbered from 1.
     */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        flatten(KeyPath.ROOT, JsonText.parse("resolved configuration", text), values);
        return values;
    }

    private static void flatten(KeyPath path, JsonNode node, Map<String, String> values) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(entry -> flatten(path.key(entry.getKey()), entry.getValue(), values));
        } else if (StreamSupport.stream(node.spliterator(), false).anyMatch(JsonNode::isContainerNode)) {
            for (int i = 0; i < node.size(); i++) {
                flatten(path.element(i), node.get(i), values);
            }
        } else {
            values.put(path.toString(), node.isTextual() ? node.textValue() : node.toString());
        }
    }
}
