package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A configuration as text, with all defaults filled in. Equal configurations have the same bytes on all systems, and
 * reading the text returns an equal configuration. Keys are in declaration order, {@code type} first.
 *
 * @param text JSON; lines end with a line feed
 */
public record ResolvedConfig(String text) {
    /**
     * Writes a configuration without its executor, which affects no result: runs that differ in nothing else are the
     * same run.
     */
    public static ResolvedConfig withoutExecutor(RunConfig config) {
        ObjectNode sections = RecordWriter.write(config);
        sections.remove("executor");
        return new ResolvedConfig(PrettyJson.text(sections));
    }

    /**
     * Returns all values by dotted path, in the order of the text: strings without quotes, lists of plain values as one
     * value, elements of other lists numbered from 1.
     */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        flatten(KeyPath.ROOT, JsonText.parse("resolved configuration", text).root(), values);
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
