package org.exeunt.app.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.FailureText;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.HealthCheck;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.text.Figures;
import org.exeunt.config.RecordBinder;
import org.exeunt.config.diagnosis.PluginExamination;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.plugins.PluginScan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code exeunt doctor}: reports on machine, engines and plugins, and on problems with them. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        footer = "exeunt doctor",
        description = "Checks machine, engines and plugins. Exit status 3 if a plugin has problems, otherwise 0.")
final class DoctorCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** One line of the report. */
    private record Diagnosis(String about, boolean ok, String sentence) {}

    @Override
    public Integer call() {
        PluginScan scan = Plugins.scan(terminal);
        PluginRegistry registry = scan.withoutConflicts();
        List<Diagnosis> diagnoses = new ArrayList<>(machine());
        for (InstalledPlugin engine : registry.plugins(Engine.class)) {
            diagnoses.addAll(engine(engine, registry));
        }
        diagnoses.add(new Diagnosis("plugins", true, scan.installed().size() + " found"));
        Plugins.withoutPlugins()
                .forEach(place -> diagnoses.add(new Diagnosis(
                        "plugins", true, place + " has no " + PluginScan.SERVICE_FILE + "; a library needs none")));
        List<String> problems = problems(scan, registry);
        problems.forEach(problem -> diagnoses.add(new Diagnosis("plugin", false, problem)));
        if (json) {
            terminal.json(diagnoses);
        } else {
            diagnoses.forEach(each ->
                    terminal.out().printf("%-5s %-12s %s%n", each.ok() ? "ok" : "warn", each.about(), each.sentence()));
        }
        return problems.isEmpty() ? 0 : ErrorCategory.PLUGIN.exitStatus();
    }

    private List<String> problems(PluginScan scan, PluginRegistry registry) {
        List<String> problems = new ArrayList<>();
        problems.addAll(scan.conflicts());
        scan.broken().forEach(broken -> problems.add(broken + " could not be loaded"));
        for (InstalledPlugin plugin : registry.plugins()) {
            new PluginExamination(plugin.plugin(), registry, terminal.context())
                    .findings()
                    .forEach(finding -> problems.add("%s %s in %s: %s"
                            .formatted(
                                    plugin.kind(), plugin.id(), plugin.origin().location(), finding)));
        }
        return problems;
    }

    private static List<Diagnosis> machine() {
        Runtime runtime = Runtime.getRuntime();
        return List.of(
                new Diagnosis(
                        "java",
                        true,
                        "%s (%s)"
                                .formatted(
                                        System.getProperty("java.runtime.version"), System.getProperty("java.vendor"))),
                new Diagnosis(
                        "machine",
                        true,
                        String.format(
                                Locale.ROOT,
                                "%s %s, %s, heap up to %.1f GB",
                                System.getProperty("os.name"),
                                System.getProperty("os.arch"),
                                Figures.count(runtime.availableProcessors(), "processor"),
                                runtime.maxMemory() / 1e9)));
    }

    private List<Diagnosis> engine(InstalledPlugin plugin, PluginRegistry registry) {
        String about = "engine " + plugin.id();
        try {
            Engine<?> engine = new RecordBinder(registry)
                    .<Engine<?>>choose(Engine.class, plugin.id(), "doctor")
                    .create(terminal.context());
            List<HealthCheck> findings = engine.selfTest();
            return findings.stream()
                    .map(finding -> new Diagnosis(about, finding.ok(), finding.sentence()))
                    .toList();
        } catch (RuntimeException | Error e) { // one broken engine must not hide the others
            return List.of(new Diagnosis(
                    about,
                    false,
                    "self-test of %s failed: %s".formatted(plugin.origin().location(), FailureText.of(e))));
        }
    }
}
