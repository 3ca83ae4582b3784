package org.exeunt.app;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.config.diagnosis.PluginExamination;
import org.exeunt.config.diagnosis.RuleViolation;
import org.exeunt.config.plugins.BrokenPlugin;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginOrigin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.plugins.PluginScan;

/** {@code exeunt plugins doctor}: every plugin, each loaded and examined on its own, and what is not as it should be. */
final class PluginsDoctor {
    private final PluginScan scan;
    private final Terminal terminal;
    private final List<Patient> patients = new ArrayList<>();

    /** Examines all plugins, those of others in a process of their own. */
    PluginsDoctor(Plugins plugins, Terminal terminal) {
        this.scan = plugins.scan();
        this.terminal = terminal;
        PluginRegistry registry = scan.withoutConflicts();
        Map<String, List<RuleViolation>> tried = plugins.findings();
        for (InstalledPlugin plugin : scan.installed()) {
            patients.add(Patient.of(plugin, findings(plugin, registry, tried)));
        }
        scan.broken().forEach(broken -> patients.add(Patient.of(broken)));
        patients.sort(Comparator.comparing(Patient::name).thenComparing(Patient::type));
    }

    /** One plugin as JSON; empty texts where nothing can be told. */
    private record Patient(
            String kind,
            String id,
            String type,
            String jar,
            String title,
            String version,
            String builtFor,
            List<RuleViolation> problems) {
        static Patient of(InstalledPlugin plugin, List<RuleViolation> findings) {
            PluginOrigin origin = plugin.origin();
            return new Patient(
                    plugin.kind().id(),
                    plugin.id(),
                    plugin.plugin().getClass().getName(),
                    origin.location(),
                    origin.title(),
                    origin.version(),
                    origin.apiVersion(),
                    findings);
        }

        static Patient of(BrokenPlugin plugin) {
            PluginOrigin origin = plugin.origin();
            return new Patient(
                    plugin.kind().map(PluginKind::id).orElse(""),
                    plugin.id().orElse(""),
                    plugin.name(),
                    origin.location(),
                    origin.title(),
                    origin.version(),
                    origin.apiVersion(),
                    List.of(new RuleViolation("P2", "could not be loaded: " + plugin.reason())));
        }

        String from() {
            String release = (title + " " + version).strip();
            String api = builtFor.isEmpty() ? "" : ", built for api " + builtFor;
            return (release.isEmpty() ? jar : release + " (" + jar + ")") + api;
        }

        String name() {
            return id.isEmpty() ? type : (kind.replace('-', ' ') + " " + id).strip();
        }
    }

    private List<RuleViolation> findings(
            InstalledPlugin plugin, PluginRegistry registry, Map<String, List<RuleViolation>> tried) {
        List<RuleViolation> findings = new ArrayList<>();
        boolean disputed = registry.plugins().stream()
                .noneMatch(each -> each.plugin().getClass() == plugin.plugin().getClass());
        if (disputed) {
            findings.add(new RuleViolation("P2", "another plugin claims its id"));
        } else {
            List<RuleViolation> found = tried.get(plugin.plugin().getClass().getName());
            findings.addAll(
                    found == null
                            ? new PluginExamination(plugin.plugin(), registry, terminal.context()).findings()
                            : found);
        }
        return findings;
    }

    /** Prints the diagnosis and returns the exit status: 0, or that of category PLUGIN. */
    int report(boolean json) {
        long ill = patients.stream().filter(each -> !each.problems().isEmpty()).count();
        if (json) {
            terminal.json(Map.of("plugins", patients, "conflicts", scan.conflicts()));
        } else {
            print(ill);
        }
        return ill == 0 && scan.conflicts().isEmpty() ? 0 : ErrorCategory.PLUGIN.exitStatus();
    }

    private void print(long ill) {
        Map<String, List<Patient>> byJar = new TreeMap<>();
        patients.forEach(each ->
                byJar.computeIfAbsent(each.from(), jar -> new ArrayList<>()).add(each));
        byJar.forEach((jar, plugins) -> {
            terminal.out().println(jar);
            for (Patient plugin : plugins) {
                terminal.out().printf("  %-5s %s%n", plugin.problems().isEmpty() ? "ok" : "look", plugin.name());
                plugin.problems().forEach(problem -> terminal.out().printf("        %s%n", problem));
            }
        });
        scan.conflicts().forEach(conflict -> terminal.out().println("look  " + conflict));
        terminal.out()
                .printf(
                        "%d plugins, %s. Rules: docs/contracts/plugin.md%n",
                        patients.size(), ill == 0 ? "all well" : ill + " with problems");
    }
}
