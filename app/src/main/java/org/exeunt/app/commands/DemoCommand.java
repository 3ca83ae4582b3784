package org.exeunt.app.commands;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.app.arguments.RunsArgument;
import org.exeunt.app.console.Progress;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.console.StopSignals;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.examples.Example;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.runs.NextSteps;
import org.exeunt.app.runs.RunReport;
import org.exeunt.app.runs.RunResults;
import org.exeunt.config.RunConfig;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.store.records.RunArchive;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code exeunt demo}: runs the quick start and opens its page. */
@Command(
        name = "demo",
        footer = "exeunt demo",
        description = "Runs the example quickstart and opens its page in a browser. Needs no files.")
final class DemoCommand implements Runnable {
    private static final String EXAMPLE = "quickstart.json";

    private final Terminal terminal;

    @Mixin
    private RunsArgument runs;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        PluginRegistry registry = Plugins.registry(terminal);
        Example example = Example.all().stream()
                .filter(each -> each.file().equals(EXAMPLE))
                .findFirst()
                .orElseThrow();
        RunConfig config = new RunConfigReader(registry)
                .read(EXAMPLE, example.text(), List.of())
                .orThrow();
        StatusLine status = terminal.status();
        Path run;
        try (StopSignals stop = new StopSignals(status::println)) {
            RunOptions options = RunOptions.onDisk(Path.of(""), runs.folder(), System::nanoTime)
                    .withNotices(status::println)
                    .withStop(stop)
                    .withTrackers(List.of(new Progress(status)));
            run = Run.execute(config, registry, options).directory().orElseThrow();
        }
        RunReport.writeOnce(run, registry, status);
        RunArchive archive = RunArchive.read(run);
        terminal.lines(RunResults.lines(archive.summary(), Optional.of(archive)));
        Path page = RunReport.page(run);
        terminal.note((opens(page) ? "opened " : "open in a browser: ") + page);
        terminal.note("next:");
        Stream.of(
                        "runs show " + run.getFileName() + runs.suffix(),
                        "examples copy compare-quickstart",
                        "init --dataset cifar10 --strategy fedrod")
                .forEach(command -> terminal.note("  %s %s".formatted(NextSteps.program(), command)));
    }

    /** Opens a page if the user sees a desktop; returns whether the system's command to open files started. */
    private static boolean opens(Path page) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean desktop = system.contains("win")
                || system.contains("mac")
                || System.getenv("DISPLAY") != null
                || System.getenv("WAYLAND_DISPLAY") != null;
        if (!desktop || !Terminal.isTerminal(Terminal.Standard.ERR)) {
            return false;
        }
        List<String> open = system.contains("win")
                ? List.of("rundll32", "url.dll,FileProtocolHandler")
                : List.of(system.contains("mac") ? "open" : "xdg-open");
        try {
            new ProcessBuilder(Stream.concat(open.stream(), Stream.of(page.toUri().toString())).toList())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            return false; // the command does not exist
        }
    }
}
