package org.exeunt.app.plugins;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipFile;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.app.console.Terminal;
import org.exeunt.config.diagnosis.PluginExamination;
import org.exeunt.config.diagnosis.RuleViolation;
import org.exeunt.config.plugins.BrokenPlugin;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginOrigin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.plugins.PluginScan;

/** Loads and examines every plugin in isolation and reports its problems, for both doctors. */
public final class PluginsDoctor {
    private final PluginScan scan;
    private final PluginRegistry registry;
    private final Terminal terminal;
    private final List<Diagnosis> diagnoses = new ArrayList<>();

    /** Examines all plugins; those outside {@code org.exeunt} in a separate process. */
    public PluginsDoctor(Plugins plugins, Terminal terminal) {
        this.scan = plugins.scan();
        this.terminal = terminal;
        this.registry = scan.withoutConflicts();
        Map<String, List<RuleViolation>> tried = plugins.findings();
        for (InstalledPlugin plugin : scan.installed()) {
            diagnoses.add(Diagnosis.of(plugin, findings(plugin, tried)));
        }
        scan.broken().forEach(broken -> diagnoses.add(Diagnosis.of(broken)));
        diagnoses.sort(Comparator.comparing(Diagnosis::name).thenComparing(Diagnosis::type));
    }

    /** One plugin as JSON; unknown texts are empty. */
    private record Diagnosis(
            String kind,
            String id,
            String type,
            String jar,
            String title,
            String version,
            String builtFor,
            List<RuleViolation> problems) {
        private Diagnosis(String kind, String id, String type, PluginOrigin origin, List<RuleViolation> problems) {
            this(kind, id, type, origin.location(), origin.title(), origin.version(), origin.apiVersion(), problems);
        }

        static Diagnosis of(InstalledPlugin plugin, List<RuleViolation> findings) {
            String type = plugin.plugin().getClass().getName();
            return new Diagnosis(plugin.kind().id(), plugin.id(), type, plugin.origin(), findings);
        }

        static Diagnosis of(BrokenPlugin plugin) {
            return new Diagnosis(
                    plugin.kind().map(PluginKind::id).orElse(""),
                    plugin.id().orElse(""),
                    plugin.name(),
                    plugin.origin(),
                    List.of(new RuleViolation("P2", "could not be loaded: " + plugin.reason())));
        }

        public String from() {
            String release = (title + " " + version).strip();
            String api = builtFor.isEmpty() ? "" : ", built for api " + builtFor;
            return (release.isEmpty() ? jar : release + " (" + jar + ")") + api;
        }

        public String name() {
            return id.isEmpty() ? type : (kind.replace('-', ' ') + " " + id).strip();
        }
    }

    private List<RuleViolation> findings(InstalledPlugin plugin, Map<String, List<RuleViolation>> tried) {
        boolean inConflict = registry.plugins().stream()
                .noneMatch(each -> each.plugin().getClass() == plugin.plugin().getClass());
        if (inConflict) {
            return List.of(new RuleViolation("P2", "another plugin has the same id"));
        }
        List<RuleViolation> found = tried.get(plugin.plugin().getClass().getName());
        return found == null ? new PluginExamination(plugin.plugin(), registry, terminal.context()).findings() : found;
    }

    /** Returns the plugins that were loaded, without those of conflicting ids. */
    public PluginRegistry registry() {
        return registry;
    }

    /** Returns the number of plugins, broken ones included. */
    public int size() {
        return diagnoses.size();
    }

    /** Returns one sentence per problem. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(conflicts());
        diagnoses.forEach(each -> each.problems()
                .forEach(problem -> problems.add("%s in %s: %s".formatted(each.name(), each.jar(), problem))));
        return problems;
    }

    /** Returns 0 if there are no problems, otherwise the status of category PLUGIN. */
    public int exitStatus() {
        return problems().isEmpty() ? 0 : ErrorCategory.PLUGIN.exitStatus();
    }

    /** Prints the diagnosis and returns {@link #exitStatus}. */
    public int report(boolean json) {
        if (json) {
            terminal.json(Map.of("plugins", diagnoses, "conflicts", conflicts()));
        } else {
            print();
        }
        return exitStatus();
    }

    private List<String> conflicts() {
        return scan.conflicts().stream().map(PluginScan.Conflict::sentence).toList();
    }

    private static String withoutPlugins(Path place) {
        return Files.isDirectory(place) || isArchive(place)
                ? "%s declares no plugin (META-INF/services/%s is not found in it); a library needs none"
                        .formatted(place, Plugin.class.getName())
                : "%s is not a jar".formatted(place);
    }

    private static boolean isArchive(Path file) {
        try {
            new ZipFile(file.toFile()).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void print() {
        Map<String, List<Diagnosis>> byJar = new TreeMap<>();
        diagnoses.forEach(each ->
                byJar.computeIfAbsent(each.from(), jar -> new ArrayList<>()).add(each));
        byJar.forEach((jar, plugins) -> {
            terminal.out().println(jar);
            for (Diagnosis plugin : plugins) {
                terminal.out().printf("  %-5s %s%n", plugin.problems().isEmpty() ? "ok" : "warn", plugin.name());
                plugin.problems().forEach(problem -> terminal.out().printf("        %s%n", problem));
            }
        });
        conflicts().forEach(conflict -> terminal.out().println("warn  " + conflict));
        Plugins.withoutPlugins().forEach(place -> terminal.out().println("note  " + withoutPlugins(place)));
        long faulty =
                diagnoses.stream().filter(each -> !each.problems().isEmpty()).count();
        terminal.out()
                .printf(
                        "%d plugins, %s. Rules: docs/contracts/plugin.md%n",
                        diagnoses.size(), faulty == 0 ? "no problems" : faulty + " with problems");
    }
}
