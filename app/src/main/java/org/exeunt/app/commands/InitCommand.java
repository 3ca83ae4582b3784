package org.exeunt.app.commands;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.app.arguments.NewFileArgument;
import org.exeunt.app.arguments.RunsArgument;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.examples.NewConfiguration;
import org.exeunt.app.examples.OwnData;
import org.exeunt.app.fetch.Catalogue;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.runs.NextSteps;
import org.exeunt.app.text.ShellText;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.runtime.run.Run;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt init}: writes a new configuration. */
@Command(
        name = "init",
        footer = "exeunt init photos",
        description = {
            "Writes a configuration; 'exeunt config explain' describes its keys.",
            "On a terminal, asks for what no option gives."
        })
final class InitCommand implements Runnable {
    private static final String DATASET = "shapes";
    private static final String STRATEGY = "fedrod";

    private final Terminal terminal;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..1",
            description = "Your own data: pictures or texts in a folder per class, a table, a .jsonl file, or arrays.")
    private Path path;

    @Option(
            names = "--dataset",
            paramLabel = "DATASET",
            description = "The data set (default: that which reads PATH, otherwise " + DATASET + ").")
    private String dataset;

    @Option(names = "--strategy", paramLabel = "STRATEGY", description = "The method (default: " + STRATEGY + ").")
    private String strategy;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            description = "The column of a table that has the classes (default: the likeliest).")
    private String label;

    @Option(
            names = "--owner",
            paramLabel = "COLUMN",
            description = "The column of a table whose values become clients (default: the likeliest, if any).")
    private String owner;

    @Mixin
    private NewFileArgument output;

    @Mixin
    private RunsArgument runs;

    InitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        PluginRegistry registry = Plugins.registry(terminal);
        if (path == null) {
            dataset = chosen(registry, DatasetSource.class, "Data set, or path of your own data", dataset, DATASET);
        }
        String method = chosen(registry, Strategy.class, "Method", strategy, STRATEGY);
        Map<String, String> columns = columns();
        Optional<OwnData> own = Optional.ofNullable(path)
                .map(given -> OwnData.of(
                        given, Optional.ofNullable(dataset), columns, this::askForLabel, registry, terminal.context()));
        NewConfiguration configuration = new NewConfiguration(dataset, method, own);
        String name = configuration.name() + ".json";
        Path file = output.require(name);
        String text = configuration.text(registry, file.toString());
        RunConfig config = new RunConfigReader(registry)
                .read(file.toString(), text, List.of())
                .orThrow();
        boolean ready = ConfigCommand.absentData(() -> Run.check(config, registry, Path.of(""), warning -> {}))
                .isEmpty();
        output.write(name, text);
        terminal.out().println(file);
        own.ifPresent(data -> terminal.note(data.sentence()));
        if (!ready) {
            terminal.note("not checked against its data, which are absent; "
                    + (Catalogue.own().find(dataset).isPresent()
                            ? "%s datasets fetch %s".formatted(NextSteps.program(), dataset)
                            : "correct the path in the section dataset"));
        } else if (terminal.isInteractive()
                && terminal.ask("Run it now? [y/N]:").matches("(?i)y(es)?")) {
            String folder = runs.folder().toString();
            CommandLine.populateCommand(new RunCommand(terminal), file.toString(), "--runs-dir", folder)
                    .run();
            return;
        }
        terminal.note("next: %s run %s".formatted(NextSteps.program(), ShellText.quoted(file)));
    }

    private Map<String, String> columns() {
        Map<String, String> columns = new TreeMap<>();
        if (label != null) {
            columns.put("label", label);
        }
        if (owner != null) {
            columns.put("owner", owner);
        }
        if (path == null && !columns.isEmpty()) {
            throw new ExeuntException(
                    Errors.CONFIG_07,
                    "--%s names a column of your own table; name the table, too."
                            .formatted(String.join(" and --", columns.keySet())));
        }
        return columns;
    }

    private String askForLabel(String columns) {
        return terminal.isInteractive() ? terminal.ask("Which column has the classes? %s:".formatted(columns)) : "";
    }

    /** Returns the id that was given or is chosen now; a path in place of the data set is that of own data. */
    private String chosen(PluginRegistry registry, Class<?> kind, String what, String given, String byDefault) {
        if (given != null) {
            registry.find(kind, given);
            return given;
        }
        if (!terminal.isInteractive()) {
            return byDefault;
        }
        List<String> ids =
                registry.plugins(kind).stream().map(InstalledPlugin::id).toList();
        terminal.err().println("%s: %s".formatted(what, String.join(", ", ids)));
        String answer = terminal.ask("%s [%s]:".formatted(what, byDefault));
        while (!answer.isEmpty() && !ids.contains(answer)) {
            if (kind == DatasetSource.class && new File(answer).exists()) {
                path = Path.of(answer);
                return null;
            }
            String ending = NearMiss.ending(answer, ids);
            answer = terminal.ask("There is no '%s'%s %s [%s]:".formatted(answer, ending, what, byDefault));
        }
        return answer.isEmpty() ? byDefault : answer;
    }
}
