package org.exeunt.app.commands;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.arguments.JsonOption;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.PluginPages;
import org.exeunt.app.plugins.PluginProject;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.config.option.OptionSpec;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.store.files.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt plugins}: lists, shows and creates plugins. */
@Command(name = "plugins", footer = "exeunt plugins list", description = "Lists, shows and creates plugins.")
record PluginsCommand(Terminal terminal) {

    /** One plugin as JSON. */
    private record Listed(
            String kind,
            String id,
            String summary,
            String source,
            List<String> options,
            String from,
            String apiVersion,
            boolean usable) {
        static Listed of(InstalledPlugin plugin) {
            return new Listed(
                    plugin.kind().id(),
                    plugin.id(),
                    plugin.summary(),
                    plugin.source().orElse(""),
                    keys(plugin),
                    plugin.origin().label(),
                    plugin.origin().apiVersion(),
                    plugin.isCompatible());
        }
    }

    /** One option as JSON; {@code key} starts with the keys of the sections that contain it. */
    private record ListedOption(String key, String sentence, String allowed, String defaultValue) {
        static ListedOption of(String key, OptionSpec option) {
            return new ListedOption(key, option.description(), option.typeText(), option.defaultText());
        }
    }

    @Command(name = "list", footer = "exeunt plugins list", description = "Lists all plugins by kind.")
    void list(@Mixin JsonOption json) {
        PluginRegistry registry = Plugins.registry(terminal);
        List<Listed> plugins = registry.plugins().stream().map(Listed::of).toList();
        List<String> broken = registry.broken().stream().map(Object::toString).toList();
        json.print(terminal, Map.of("plugins", plugins, "broken", broken), () -> lines(registry, plugins, broken));
    }

    private static List<String> lines(PluginRegistry registry, List<Listed> plugins, List<String> broken) {
        List<String> lines = new ArrayList<>();
        for (PluginKind kind : registry.kinds()) {
            Table table = Table.texts(3, "", "", "");
            plugins.stream().filter(each -> each.kind().equals(kind.id())).forEach(each -> {
                String unusable = "  [built for api %s, not usable]".formatted(each.apiVersion());
                table.row(List.of("", each.id(), each.summary() + (each.usable() ? "" : unusable)));
                if (!each.source().isEmpty()) {
                    table.row(List.of("", "", "source: " + each.source()));
                }
                if (!each.options().isEmpty()) {
                    table.row(List.of("", "", "options: " + String.join(", ", each.options())));
                }
            });
            lines.add(kind.label());
            lines.addAll(ConsoleTable.lines(table));
        }
        broken.forEach(each -> lines.add("could not be loaded: " + each));
        return lines;
    }

    @Command(name = "show", footer = "exeunt plugins show cafedistill", description = "Shows a plugin and its options.")
    void show(
            @Parameters(
                            index = "0..1",
                            arity = "1..2",
                            paramLabel = "PLUGIN",
                            description = "The id, such as cafedistill; after its kind, such as strategy, if plugins of"
                                    + " several kinds have it.")
                    List<String> words,
            @Mixin JsonOption json) {
        InstalledPlugin plugin = plugin(Plugins.registry(terminal), words);
        List<ListedOption> options = OptionSpec.withNested(OptionSpec.of(plugin.options())).entrySet().stream()
                .map(option -> ListedOption.of(option.getKey(), option.getValue()))
                .toList();
        json.print(terminal, Map.of("plugin", Listed.of(plugin), "options", options), () -> {
            List<String> lines = new ArrayList<>();
            lines.add("%s %s (%s)"
                    .formatted(plugin.kind().id(), plugin.id(), plugin.origin().label()));
            lines.add(plugin.summary());
            plugin.source().ifPresent(source -> lines.add("Source: " + source));
            options.forEach(option -> lines.addAll(List.of(
                    "",
                    "  %s = %s".formatted(option.key(), option.defaultValue()),
                    "      " + option.sentence(),
                    "      " + option.allowed())));
            return lines;
        });
    }

    @Command(
            name = "docs",
            footer = "exeunt plugins docs plugin-pages",
            description = "Writes a Markdown page about each plugin, with its options and an example.")
    void docs(@Parameters(paramLabel = "FOLDER", description = "New folder to write.") Path folder) {
        Map<String, byte[]> pages = PluginPages.of(Plugins.registry(terminal));
        AtomicFile.writeFolder(folder, pages);
        terminal.out().printf("%d pages: %s%n", pages.size(), folder.resolve("README.md"));
    }

    @Command(
            name = "new",
            footer = "exeunt plugins new strategy my-method",
            description =
                    "Creates a Maven project with a working plugin, its contract test and an example configuration.")
    void create(
            @Parameters(paramLabel = "KIND", description = "Such as strategy, dataset or head.") String kind,
            @Parameters(paramLabel = "ID", description = "Name in configurations, such as my-method.") String id,
            @Option(
                            names = "--package",
                            paramLabel = "NAME",
                            description = "Package of the classes (default: org.example and the id).")
                    String packageName,
            @Option(
                            names = "--output",
                            paramLabel = "FOLDER",
                            description = "Folder to create (default: the id, in the working directory).")
                    Path folder) {
        PluginRegistry registry = Plugins.registry(terminal);
        PluginKind wanted = kind(registry, kind);
        if (!PluginProject.kinds().contains(wanted.id())) {
            throw refused("There is no template of %s. Kinds with a template: %s. For an engine, see docs/contracts."
                    .formatted(wanted.withArticle(), String.join(", ", PluginProject.kinds())));
        }
        PluginProject project =
                new PluginProject(wanted, id, packageName == null ? PluginProject.defaultPackage(id) : packageName);
        Path target = folder == null ? Path.of(id) : folder;
        List<String> problems = new ArrayList<>(project.problems());
        registry.plugins(wanted.contract()).stream()
                .filter(plugin -> plugin.id().equals(id))
                .forEach(plugin -> problems.add("The id '%s' is taken by %s in %s; choose another."
                        .formatted(id, wanted.withArticle(), plugin.origin().label())));
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            problems.add("%s exists already; choose another folder by --output.".formatted(target));
        }
        if (!problems.isEmpty()) {
            throw refused(String.join("\n", problems));
        }
        project.write(target);
        terminal.lines(List.of("Created %s.".formatted(target.resolve(project.sourceFile())), ""));
        terminal.lines(project.commands(target));
        terminal.lines(List.of("", "Rules that the contract test checks: docs/contracts/%s.md".formatted(wanted.id())));
    }

    private static ExeuntException refused(String problem) {
        return new ExeuntException(Errors.CONFIG_07, problem);
    }

    /** Returns the plugin with the given id, or with the given kind and id. */
    private static InstalledPlugin plugin(PluginRegistry registry, List<String> words) {
        String id = words.get(words.size() - 1);
        if (words.size() == 2) {
            return registry.find(kind(registry, words.get(0)).contract(), id);
        }
        List<InstalledPlugin> found =
                registry.plugins().stream().filter(each -> each.id().equals(id)).toList();
        if (found.size() > 1) {
            throw new ExeuntException(
                    Errors.CONFIG_06,
                    "Plugins of several kinds have the id '%s'; give the kind, such as 'exeunt plugins show %s %s'."
                            .formatted(id, found.get(0).kind().id(), id));
        }
        return found.stream().findFirst().orElseThrow(() -> {
            List<String> ids =
                    registry.plugins().stream().map(InstalledPlugin::id).toList();
            return new ExeuntException(
                    Errors.PLUGIN_01,
                    "There is no plugin '%s' of any kind%s See 'exeunt plugins list'."
                            .formatted(id, NearMiss.ending(id, ids)));
        });
    }

    /** Returns the kind with the given id, or the only one whose id starts with it or ends with it as a word. */
    private static PluginKind kind(PluginRegistry registry, String name) {
        List<PluginKind> found = registry.kinds().stream()
                .filter(each -> each.id().startsWith(name) || each.id().endsWith("-" + name))
                .toList();
        return found.stream()
                .filter(each -> found.size() == 1 || each.id().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> ids = (found.isEmpty() ? registry.kinds() : found)
                            .stream().map(PluginKind::id).toList();
                    return new ExeuntException(
                            Errors.CONFIG_06,
                            "There is no kind '%s'%s Kinds: %s."
                                    .formatted(name, NearMiss.ending(name, ids), String.join(", ", ids)));
                });
    }

    /** Returns the option keys; empty if the options are invalid, which {@code doctor} reports. */
    private static List<String> keys(InstalledPlugin plugin) {
        try {
            return OptionSpec.of(plugin.options()).stream().map(OptionSpec::key).toList();
        } catch (ExeuntException e) {
            return List.of("(at fault: %s %s)".formatted(e.code(), e.getMessage()));
        }
    }
}
