package org.exeunt.app.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.FailureText;
import org.exeunt.api.network.Engine;
import org.exeunt.app.arguments.JsonOption;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.Figures;
import org.exeunt.config.diagnosis.PluginExamination;
import org.exeunt.config.option.RecordBinder;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.plugins.PluginScan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code exeunt doctor}: reports on machine, engines and plugins, and on problems with them. */
@Command(
        name = "doctor",
        footer = "exeunt doctor",
        description = "Checks machine, engines and plugins. Exit status 3 if a plugin has problems, otherwise 0.")
final class DoctorCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private JsonOption json;

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
        json.print(terminal, diagnoses, () -> {
            Table table = Table.texts(3, "", "", "");
            diagnoses.forEach(each -> table.row(List.of(each.ok() ? "ok" : "warn", each.about(), each.sentence())));
            return ConsoleTable.lines(table);
        });
        return problems.isEmpty() ? 0 : ErrorCategory.PLUGIN.exitStatus();
    }

    private List<String> problems(PluginScan scan, PluginRegistry registry) {
        List<String> problems = new ArrayList<>(scan.conflicts());
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
        String java =
                "%s (%s)".formatted(System.getProperty("java.runtime.version"), System.getProperty("java.vendor"));
        String machine = String.format(
                Locale.ROOT,
                "%s %s, %s, heap up to %.1f GB",
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Figures.count(runtime.availableProcessors(), "processor"),
                runtime.maxMemory() / 1e9);
        return List.of(new Diagnosis("java", true, java), new Diagnosis("machine", true, machine));
    }

    private List<Diagnosis> engine(InstalledPlugin plugin, PluginRegistry registry) {
        String about = "engine " + plugin.id();
        try {
            Engine<?> engine = new RecordBinder(registry)
                    .<Engine<?>>choose(Engine.class, plugin.id(), "doctor")
                    .create(terminal.context());
            return engine.selfTest().stream()
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
