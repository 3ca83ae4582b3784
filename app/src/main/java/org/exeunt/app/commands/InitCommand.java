package org.exeunt.app.commands;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.app.arguments.Minimum;
import org.exeunt.app.arguments.NewFileArgument;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.examples.NewConfiguration;
import org.exeunt.app.fetch.Catalogue;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.runs.NextSteps;
import org.exeunt.app.text.ShellText;
import org.exeunt.config.RunConfig;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exeunt init}: writes a new configuration. */
@Command(
        name = "init",
        footer = "exeunt init --dataset cifar10 --strategy ditto",
        description = {
            "Writes a configuration; 'exeunt config explain' describes its keys.",
            "On a terminal, asks for what no option gives."
        })
final class InitCommand implements Runnable {
    private static final String DATASET = "shapes";
    private static final String STRATEGY = "cafedistill";

    private final Terminal terminal;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "The data set (default: " + DATASET + ").")
    private String dataset;

    @Option(names = "--strategy", paramLabel = "STRATEGY", description = "The method (default: " + STRATEGY + ").")
    private String strategy;

    @Option(
            names = "--backbone",
            paramLabel = "BACKBONE",
            description = "The backbone (default: that of the example for the data set, otherwise convnet).")
    private String backbone;

    @Option(
            names = "--clients",
            paramLabel = "N",
            description = "Number of clients (default: that of the example for the data set, otherwise 20).")
    private Integer clients;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "File or folder of the data set, such as your own pictures, table, texts or arrays.")
    private Path data;

    @Mixin
    private NewFileArgument output;

    InitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        Minimum.require(1, "--clients", clients == null ? 1 : clients);
        PluginRegistry registry = Plugins.registry(terminal);
        NewConfiguration configuration = new NewConfiguration(
                chosen(registry, DatasetSource.class, "Data set", dataset, DATASET),
                chosen(registry, Strategy.class, "Method", strategy, STRATEGY),
                Optional.ofNullable(backbone),
                Optional.ofNullable(clients),
                Optional.ofNullable(data).map(path -> path.toString().replace(File.separatorChar, '/')));
        String name = configuration.name() + ".json";
        Path file = output.require(name);
        String text = configuration.text(registry, file.toString());
        Optional<ExeuntException> refused = refusedData(text, file, registry);
        output.write(name, text);
        terminal.out().println(file);
        if (refused.filter(e -> !e.code().equals(DatasetSource.ABSENT)).isPresent()) {
            terminal.warn("the section dataset does not fit your data yet:");
            terminal.err().println(refused.get().getMessage()); // several lines
            terminal.note("next: correct the section dataset in %2$s, then %1$s config validate %2$s"
                    .formatted(NextSteps.program(), ShellText.quoted(file)));
            return;
        }
        if (refused.isPresent()) {
            terminal.note("not checked against its data, which are absent; " + wayToData(configuration));
        }
        terminal.note("next: %s run %s".formatted(NextSteps.program(), ShellText.quoted(file)));
    }

    private static String wayToData(NewConfiguration configuration) {
        return Catalogue.own().find(configuration.dataset()).isPresent()
                ? "%s datasets fetch %s".formatted(NextSteps.program(), configuration.dataset())
                : "correct the path in the section dataset, or name your file or folder by --data";
    }

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
            String ending = NearMiss.ending(answer, ids);
            answer = terminal.ask("There is no '%s'%s %s [%s]:".formatted(answer, ending, what, byDefault));
        }
        return answer.isEmpty() ? byDefault : answer;
    }

    /**
     * Performs all checks that precede the first round; returns why the data are refused if they are absent or, as the
     * options of the data set fit the example, if they are the user's own.
     */
    private Optional<ExeuntException> refusedData(String text, Path file, PluginRegistry registry) {
        RunConfig config = new RunConfigReader(registry)
                .read(file.toString(), text, List.of())
                .orThrow();
        try {
            Run.check(config, registry, Path.of(""), terminal::warn);
            return Optional.empty();
        } catch (ExeuntException e) {
            boolean own = data != null && e.code().category() == ErrorCategory.DATA;
            if (!own && !e.code().equals(DatasetSource.ABSENT)) {
                throw e;
            }
            return Optional.of(e);
        }
    }
}
