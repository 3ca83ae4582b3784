package org.exeunt.app.commands;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
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
        String text = new Example(EXAMPLE, "", "").text();
        RunConfig config =
                new RunConfigReader(registry).read(EXAMPLE, text, List.of()).orThrow();
        StatusLine status = terminal.status();
        FinishedRun run;
        try (StopSignals stop = new StopSignals(status::println)) {
            RunOptions options = RunOptions.onDisk(Path.of(""), runs.folder(), System::nanoTime)
                    .withNotices(status::println)
                    .withStop(stop)
                    .withTrackers(List.of(new Progress(status)));
            run = FinishedRun.open(
                    Run.execute(config, registry, options).directory().orElseThrow());
        }
        RunReport.writeOnce(run, registry, status);
        terminal.lines(RunResults.lines(run.records()));
        Path page = RunReport.page(run.directory());
        terminal.note((opens(page) ? "opened " : "open in a browser: ") + page);
        terminal.note("next:");
        String program = "  " + NextSteps.program();
        terminal.note(program + " runs show " + run.directory().getFileName() + runs.suffix());
        terminal.note(program + " examples copy compare-quickstart");
        terminal.note(program + " init");
    }

    /** Opens a page by the command of the system if the user sees a desktop; returns whether it started. */
    private static boolean opens(Path page) {
        String system = System.getProperty("os.name");
        String command = system.startsWith("Windows") ? "explorer" : system.startsWith("Mac") ? "open" : "xdg-open";
        boolean desktop = !command.equals("xdg-open")
                || System.getenv("DISPLAY") != null
                || System.getenv("WAYLAND_DISPLAY") != null;
        if (!desktop || !Terminal.isTerminal(Terminal.Standard.ERR)) {
            return false;
        }
        try {
            new ProcessBuilder(command, page.toUri().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            return false; // the command does not exist
        }
    }
}
