package org.exeunt.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.OptionSpec;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginRegistry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt plugins}: what can be chosen. */
@Command(
        name = "plugins",
        mixinStandardHelpOptions = true,
        description = "Lists what can be chosen in a configuration; begins a strategy of one's own.")
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

    /** One option as JSON. */
    private record ListedOption(String key, String sentence, String allowed, String defaultValue) {
        static ListedOption of(OptionSpec option) {
            String missing = option.mayBeLeftOut() ? "absent" : "required";
            return new ListedOption(
                    option.key(),
                    option.description(),
                    option.typeText(),
                    option.defaultValue().map(Object::toString).orElse(missing));
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all plugins by kind.")
    int list(@Option(names = "--json", description = "Print JSON.") boolean json) {
        PluginRegistry registry = registry();
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
                        : "  [made for api " + plugin.origin().apiVersion() + ", cannot be chosen]";
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

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a plugin and its options.")
    int show(
            @Parameters(paramLabel = "KIND", description = "Such as strategy or exit-policy.") String kind,
            @Parameters(paramLabel = "ID", description = "Such as cafedistill.") String id,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        PluginRegistry registry = registry();
        PluginKind wanted = kind(registry, kind);
        registry.find(wanted.contract(), id, "command line");
        InstalledPlugin plugin = registry.plugins(wanted.contract()).stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
        List<ListedOption> options =
                OptionSpec.of(plugin.options()).stream().map(ListedOption::of).toList();
        if (json) {
            Map<String, Object> all = new TreeMap<>();
            all.put("plugin", Listed.of(plugin));
            all.put("options", options);
            terminal.json(all);
            return 0;
        }
        terminal.out().printf("%s %s (%s)%n%s%n", kind, id, plugin.origin().label(), plugin.summary());
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
            name = "doctor",
            mixinStandardHelpOptions = true,
            description =
                    "Loads every plugin on its own and looks at what it says and makes. Exit status 0 if all is well, 3 if not.")
    int doctor(@Option(names = "--json", description = "Print JSON.") boolean json) {
        return new PluginsDoctor(Plugins.find(terminal), terminal).report(json);
    }

    @Command(
            name = "new-strategy",
            mixinStandardHelpOptions = true,
            description =
                    "Writes a Maven project with a strategy that works and its contract tests, to make one's own of.")
    int newStrategy(
            @Parameters(paramLabel = "ID", description = "What configurations will call it, such as my-method.")
                    String id,
            @Option(
                            names = "--package",
                            paramLabel = "NAME",
                            description = "Package of its classes; org.example and the id if left out.")
                    String packageName,
            @Option(
                            names = "--output",
                            paramLabel = "FOLDER",
                            description = "Folder to be made; the id, where the command runs, if left out.")
                    Path folder) {
        StrategyProject project = packageName == null ? StrategyProject.of(id) : new StrategyProject(id, packageName);
        Path target = folder == null ? Path.of(id) : folder;
        List<String> problems = new ArrayList<>(project.problems());
        registry().plugins(Strategy.class).stream()
                .filter(plugin -> plugin.id().equals(id))
                .forEach(plugin -> problems.add("The id '%s' is that of a strategy in %s; choose another."
                        .formatted(id, plugin.origin().label())));
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            problems.add("%s is there already; name another folder by --output.".formatted(target));
        }
        if (!problems.isEmpty()) {
            throw new ExeuntException(ErrorCategory.CONFIG.code(7), String.join("\n", problems));
        }
        try {
            project.write(target);
        } catch (IOException e) {
            throw new ExeuntException(
                    ErrorCategory.RESOURCE.code(44),
                    "%s cannot be written: %s.".formatted(target, IoMessages.of(e)),
                    e);
        }
        terminal.lines(List.of(
                "%s: a strategy that works; make it yours.".formatted(target.resolve(project.source())),
                "",
                "Once, in the folder of Exeunt:   mvn -q -pl testkit -am -DskipTests install      # what it is compiled and tested against",
                "Build, contract tests included:  mvn -f %s package".formatted(target),
                "Run:  EXEUNT_CLASSPATH=%s ./exeunt run examples/quickstart.json --set strategy='{\"type\": \"%s\"}' --set coordination='\"all-exits\"'"
                        .formatted(target.resolve(project.jar()), id),
                "What a failing check looks at: docs/contracts/strategy.md"));
        return 0;
    }

    private static PluginKind kind(PluginRegistry registry, String id) {
        List<String> ids = registry.kinds().stream().map(PluginKind::id).toList();
        return registry.kinds().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ExeuntException(
                        ErrorCategory.CONFIG.code(6),
                        "There is no kind '%s'%s. Kinds: %s."
                                .formatted(
                                        id,
                                        NearMiss.question(id, ids)
                                                .map(question -> "; " + question)
                                                .orElse(""),
                                        String.join(", ", ids))));
    }

    /** Options that are at fault hide no other plugin; the doctor tells what is wrong with them. */
    private static List<String> keys(InstalledPlugin plugin) {
        try {
            return OptionSpec.of(plugin.options()).stream().map(OptionSpec::key).toList();
        } catch (ExeuntException e) {
            return List.of("(at fault: %s %s)".formatted(e.code(), e.getMessage()));
        }
    }

    private PluginRegistry registry() {
        return Plugins.registry(terminal);
    }
}
