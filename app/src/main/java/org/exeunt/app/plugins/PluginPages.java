package org.exeunt.app.plugins;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.EnginePlugin;
import org.exeunt.app.table.Markdown;
import org.exeunt.app.table.Table;
import org.exeunt.config.option.OptionSpec;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginRegistry;

/** Markdown pages on plugins: one on each plugin, and a table of all. */
public final class PluginPages {
    /** Where a configuration chooses a plugin of a kind, as a JSON pointer, unless by the key of its name. */
    private static final Map<String, String> PLACES = Map.ofEntries(
            Map.entry("aggregator", "/training/aggregator"),
            Map.entry("backbone", "/network/backbone"),
            Map.entry("client-executor", "/executor"),
            Map.entry("client-sampler", "/sampling"),
            Map.entry("coordination-policy", "/coordination"),
            Map.entry("dataset-source", "/dataset"),
            Map.entry("device-model", "/devices"),
            Map.entry("exit-head", "/network/head"),
            Map.entry("exit-policy", "/evaluation/exit-policies/0"),
            Map.entry("partitioner", "/partition"),
            Map.entry("run-tracker", "/trackers/0"));

    private PluginPages() {}

    /** Returns the pages of all usable plugins by file name, and the table {@code README.md}. */
    public static Map<String, byte[]> of(PluginRegistry registry) {
        Map<String, byte[]> pages = new TreeMap<>();
        List<String> index = new ArrayList<>(List.of("# Plugins"));
        for (PluginKind kind : registry.kinds()) {
            Table table = Table.texts(0, "plugin", "what it does");
            registry.plugins(kind.contract()).stream()
                    .filter(InstalledPlugin::isCompatible)
                    .forEach(plugin -> {
                        String file = "%s-%s.md".formatted(kind.id(), plugin.id());
                        table.row(List.of("[`%s`](%s)".formatted(plugin.id(), file), Markdown.text(plugin.summary())));
                        pages.put(file, bytes(page(plugin)));
                    });
            index.addAll(List.of("", "## " + title(kind), ""));
            index.addAll(Markdown.lines(table));
        }
        pages.put("README.md", bytes(index));
        return pages;
    }

    private static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String title(PluginKind kind) {
        return Character.toUpperCase(kind.label().charAt(0)) + kind.label().substring(1);
    }

    private static List<String> page(InstalledPlugin plugin) {
        List<String> page = new ArrayList<>();
        page.add("# %s `%s`".formatted(title(plugin.kind()), plugin.id()));
        page.addAll(List.of("", Markdown.text(plugin.summary()) + "."));
        plugin.source().ifPresent(source -> page.addAll(List.of("", "Source: " + Markdown.text(source) + ".")));
        page.add("");
        try {
            List<OptionSpec> options = OptionSpec.of(plugin.options());
            page.addAll(List.of("```json", example(plugin, options), "```", ""));
            page.addAll(options.isEmpty() ? List.of("No options.") : table(options));
            if (plugin.plugin() instanceof EnginePlugin<?, ?> engine) {
                page.addAll(List.of("", "Options of the section `network`:", ""));
                page.addAll(table(OptionSpec.of(engine.networkOptions())));
            }
        } catch (ExeuntException faulty) {
            page.add("Its options are at fault: " + Markdown.text(faulty.getMessage()));
        }
        return page;
    }

    private static List<String> table(List<OptionSpec> options) {
        Table table = Table.texts(0, "option", "default", "allowed", "meaning");
        OptionSpec.withNested(options)
                .forEach((key, option) -> table.row(List.of(
                        Markdown.name(key),
                        Markdown.text(option.defaultText()),
                        Markdown.text(option.typeText() + (option.unit().isEmpty() ? "" : ", in " + option.unit())),
                        Markdown.text(option.description()))));
        return Markdown.lines(table);
    }

    /** Returns the part of a configuration that chooses the plugin, with its defaults and what is required. */
    private static String example(InstalledPlugin plugin, List<OptionSpec> options) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        String kind = plugin.kind().id();
        ObjectNode section =
                root.withObject(PLACES.getOrDefault(kind, "/" + kind)).put("type", plugin.id());
        for (OptionSpec option : options) {
            if (option.defaultValue().isPresent() || !option.mayBeLeftOut()) {
                section.set(option.key(), option.defaultValue().orElseGet(() -> sample(plugin, option)));
            }
        }
        return root.toPrettyString();
    }

    /** Returns a value for an option without default. In the plugins of Exeunt those are paths and sizes of images. */
    private static JsonNode sample(InstalledPlugin plugin, OptionSpec option) {
        return option.range().isEmpty() ? TextNode.valueOf("data/" + plugin.id()) : IntNode.valueOf(32);
    }
}
