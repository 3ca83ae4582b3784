package org.exeunt.app.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.EnginePlugin;
import org.exeunt.app.table.Markdown;
import org.exeunt.config.OptionSpec;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginRegistry;

/** Markdown pages on plugins: one on each plugin, and a table of all. */
public final class PluginPages {
    /** Where a configuration chooses a plugin of a kind: keys, the last one with brackets if its value is a list. */
    private static final Map<String, String> PLACES = Map.ofEntries(
            Map.entry("aggregator", "training.aggregator"),
            Map.entry("backbone", "network.backbone"),
            Map.entry("client-executor", "executor"),
            Map.entry("client-sampler", "sampling"),
            Map.entry("coordination-policy", "coordination"),
            Map.entry("dataset-source", "dataset"),
            Map.entry("device-model", "devices"),
            Map.entry("engine", "engine"),
            Map.entry("exit-head", "network.head"),
            Map.entry("exit-policy", "evaluation.exit-policies[]"),
            Map.entry("partitioner", "partition"),
            Map.entry("run-tracker", "trackers[]"),
            Map.entry("strategy", "strategy"));

    private PluginPages() {}

    /** Returns the pages of all usable plugins by file name, and the table {@code README.md}. */
    public static Map<String, byte[]> of(PluginRegistry registry) {
        Map<String, byte[]> pages = new TreeMap<>();
        StringBuilder index = new StringBuilder("# Plugins\n");
        for (PluginKind kind : registry.kinds()) {
            List<InstalledPlugin> plugins = registry.plugins(kind.contract()).stream()
                    .filter(InstalledPlugin::isCompatible)
                    .toList();
            index.append("\n## %s\n\n| plugin | what it does |\n|---|---|\n".formatted(title(kind)));
            for (InstalledPlugin plugin : plugins) {
                String file = "%s-%s.md".formatted(kind.id(), plugin.id());
                index.append("| [`%s`](%s) | %s |\n".formatted(plugin.id(), file, Markdown.text(plugin.summary())));
                pages.put(file, page(plugin).getBytes(StandardCharsets.UTF_8));
            }
        }
        pages.put("README.md", index.toString().getBytes(StandardCharsets.UTF_8));
        return pages;
    }

    private static String title(PluginKind kind) {
        return Character.toUpperCase(kind.label().charAt(0)) + kind.label().substring(1);
    }

    private static String page(InstalledPlugin plugin) {
        StringBuilder page = new StringBuilder(
                "# %s `%s`\n\n%s.\n".formatted(title(plugin.kind()), plugin.id(), Markdown.text(plugin.summary())));
        plugin.source()
                .ifPresent(source ->
                        page.append("\nSource: ").append(Markdown.text(source)).append(".\n"));
        try {
            List<OptionSpec> options = OptionSpec.of(plugin.options());
            page.append("\n```json\n").append(example(plugin, options)).append("\n```\n");
            page.append(options.isEmpty() ? "\nNo options.\n" : table(options));
            if (plugin.plugin() instanceof EnginePlugin<?, ?> engine) {
                page.append("\nOptions of the section `network`:\n")
                        .append(table(OptionSpec.of(engine.networkOptions())));
            }
        } catch (ExeuntException faulty) {
            page.append("\nIts options are at fault: ")
                    .append(Markdown.text(faulty.getMessage()))
                    .append("\n");
        }
        return page.toString();
    }

    private static String table(List<OptionSpec> options) {
        StringBuilder table = new StringBuilder("\n| option | default | allowed | meaning |\n|---|---|---|---|\n");
        OptionSpec.withNested(options).forEach((key, option) -> {
            table.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            Markdown.name(key),
                            Markdown.text(option.defaultText()),
                            Markdown.text(option.typeText()
                                    + (option.unit().isEmpty() ? "" : ", in %s".formatted(option.unit()))),
                            Markdown.text(option.description())));
        });
        return table.toString();
    }

    /** Returns the part of a configuration that chooses the plugin, with its defaults and what is required. */
    private static String example(InstalledPlugin plugin, List<OptionSpec> options) {
        ObjectNode section = JsonNodeFactory.instance.objectNode().put("type", plugin.id());
        for (OptionSpec option : options) {
            if (option.defaultValue().isPresent() || !option.mayBeLeftOut()) {
                section.set(option.key(), option.defaultValue().orElseGet(() -> sample(plugin, option)));
            }
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode parent = root;
        String[] keys =
                PLACES.getOrDefault(plugin.kind().id(), plugin.kind().id()).split("\\.");
        for (int i = 0; i < keys.length - 1; i++) {
            parent = parent.putObject(keys[i]);
        }
        String last = keys[keys.length - 1];
        JsonNode value =
                last.endsWith("[]") ? JsonNodeFactory.instance.arrayNode().add(section) : section;
        parent.set(last.replace("[]", ""), value);
        return root.toPrettyString();
    }

    /** Returns a value for an option without default. In the plugins of Exeunt those are paths and sizes of images. */
    private static JsonNode sample(InstalledPlugin plugin, OptionSpec option) {
        return option.range().isEmpty() ? TextNode.valueOf("data/" + plugin.id()) : IntNode.valueOf(32);
    }
}
