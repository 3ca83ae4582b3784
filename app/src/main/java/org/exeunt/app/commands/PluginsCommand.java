package org.exeunt.app.commands;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Engine;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.PluginPages;
import org.exeunt.app.plugins.PluginProject;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.config.OptionSpec;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.store.files.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt plugins}: lists, shows and creates plugins. */
@Command(
        name = "plugins",
        mixinStandardHelpOptions = true,
        footer = "exeunt plugins list",
        description = "Lists, shows and creates plugins.")
final class PluginsCommand {
    private final Terminal terminal;

    PluginsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

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

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            footer = "exeunt plugins list",
            description = "Lists all plugins by kind.")
    int list(@Option(names = "--json", description = "Print JSON.") boolean json) {
        PluginRegistry registry = Plugins.registry(terminal);
        if (json) {
            terminal.json(Map.of(
                    "plugins",
                    registry.plugins().stream().map(Listed::of).toList(),
                    "broken",
                    registry.broken().stream().map(Object::toString).toList()));
            return 0;
        }
        for (PluginKind kind : registry.kinds()) {
            terminal.out().println(kind.label());
            for (InstalledPlugin plugin : registry.plugins(kind.contract())) {
                String usable = plugin.isCompatible()
                        ? ""
                        : "  [built for api " + plugin.origin().apiVersion() + ", not usable]";
                terminal.out().printf("  %-22s %s%s%n", plugin.id(), plugin.summary(), usable);
                plugin.source().ifPresent(source -> terminal.out().printf("  %-22s source: %s%n", "", source));
                if (!keys(plugin).isEmpty()) {
                    terminal.out().printf("  %-22s options: %s%n", "", String.join(", ", keys(plugin)));
                }
            }
        }
        registry.broken().forEach(broken -> terminal.out().println("could not be loaded: " + broken));
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            footer = "exeunt plugins show cafedistill",
            description = "Shows a plugin and its options.")
    int show(
            @Parameters(
                            index = "0..1",
                            arity = "1..2",
                            paramLabel = "PLUGIN",
                            description = "The id, such as cafedistill; after its kind, such as strategy, if plugins of"
                                    + " several kinds have it.")
                    List<String> words,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        InstalledPlugin plugin = plugin(Plugins.registry(terminal), words);
        List<ListedOption> options = OptionSpec.withNested(OptionSpec.of(plugin.options())).entrySet().stream()
                .map(option -> ListedOption.of(option.getKey(), option.getValue()))
                .toList();
        if (json) {
            terminal.json(Map.of("plugin", Listed.of(plugin), "options", options));
            return 0;
        }
        terminal.out()
                .printf(
                        "%s %s (%s)%n%s%n",
                        plugin.kind().id(), plugin.id(), plugin.origin().label(), plugin.summary());
        plugin.source().ifPresent(source -> terminal.out().printf("Source: %s%n", source));
        for (ListedOption option : options) {
            terminal.out()
                    .printf(
                            "%n  %s = %s%n      %s%n      %s%n",
                            option.key(), option.defaultValue(), option.sentence(), option.allowed());
        }
        return 0;
    }

    @Command(
            name = "docs",
            footer = "exeunt plugins docs plugin-pages",
            mixinStandardHelpOptions = true,
            description = "Writes a Markdown page about each plugin, with its options and an example.")
    int docs(@Parameters(paramLabel = "FOLDER", description = "New folder to write.") Path folder) {
        Map<String, byte[]> pages = PluginPages.of(Plugins.registry(terminal));
        AtomicFile.writeFolder(folder, pages);
        terminal.out().printf("%d pages: %s%n", pages.size(), folder.resolve("README.md"));
        return 0;
    }

    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            footer = "exeunt plugins new strategy my-method",
            description =
                    "Creates a Maven project with a working plugin, its contract test and an example configuration.")
    int create(
            @Parameters(paramLabel = "KIND", description = "Such as strategy, dataset or exit-policy.") String kind,
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
            throw new ExeuntException(ErrorCategory.CONFIG.code(7), withoutTemplate(wanted));
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
            throw new ExeuntException(ErrorCategory.CONFIG.code(7), String.join("\n", problems));
        }
        project.write(target);
        terminal.lines(List.of("Created %s.".formatted(target.resolve(project.sourceFile())), ""));
        terminal.lines(project.commands(target));
        terminal.lines(List.of("", "Rules that the contract test checks: docs/contracts/%s.md".formatted(wanted.id())));
        return 0;
    }

    private static String withoutTemplate(PluginKind kind) {
        String reason = kind.contract() == Engine.class
                ? "; an engine is too large for one: start from ToyEngine of exeunt-test-support, see "
                        + "docs/contracts/engine.md"
                : "";
        return "There is no template of %s%s. Kinds with a template: %s."
                .formatted(kind.withArticle(), reason, String.join(", ", PluginProject.kinds()));
    }

    /** Returns the plugin with the given id, or with the given kind and id. */
    private static InstalledPlugin plugin(PluginRegistry registry, List<String> words) {
        String id = words.get(words.size() - 1);
        if (words.size() == 2) {
            return registry.find(kind(registry, words.get(0)).contract(), id);
        }
        List<InstalledPlugin> found =
                registry.plugins().stream().filter(each -> each.id().equals(id)).toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw new ExeuntException(
                    PluginRegistry.NOT_FOUND,
                    "There is no plugin '%s' of any kind%s See 'exeunt plugins list'."
                            .formatted(
                                    id,
                                    NearMiss.ending(
                                            id,
                                            registry.plugins().stream()
                                                    .map(InstalledPlugin::id)
                                                    .toList())));
        }
        throw new ExeuntException(
                ErrorCategory.CONFIG.code(6),
                "Plugins of several kinds have the id '%s'; give the kind:\n  %s"
                        .formatted(
                                id,
                                found.stream()
                                        .map(each -> "exeunt plugins show %s %s"
                                                .formatted(each.kind().id(), id))
                                        .collect(Collectors.joining("\n  "))));
    }

    /** Returns the kind with the given id, or the only one whose id starts with it. */
    private static PluginKind kind(PluginRegistry registry, String name) {
        List<PluginKind> found = registry.kinds().stream()
                .filter(each -> each.id().startsWith(name))
                .toList();
        Optional<PluginKind> same =
                found.stream().filter(each -> each.id().equals(name)).findFirst();
        if (same.isPresent() || found.size() == 1) {
            return same.orElseGet(() -> found.get(0));
        }
        if (!found.isEmpty()) {
            throw new ExeuntException(
                    ErrorCategory.CONFIG.code(6),
                    "'%s' is the beginning of several kinds: %s. Give one of them."
                            .formatted(name, found.stream().map(PluginKind::id).collect(Collectors.joining(", "))));
        }
        List<String> ids = registry.kinds().stream().map(PluginKind::id).toList();
        throw new ExeuntException(
                ErrorCategory.CONFIG.code(6),
                "There is no kind '%s'%s Kinds: %s."
                        .formatted(name, NearMiss.ending(name, ids), String.join(", ", ids)));
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
