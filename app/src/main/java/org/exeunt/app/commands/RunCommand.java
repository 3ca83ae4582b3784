package org.exeunt.app.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.exeunt.app.arguments.ConfigArgument;
import org.exeunt.app.arguments.DurationConverter;
import org.exeunt.app.arguments.LeastValue;
import org.exeunt.app.arguments.RunsArgument;
import org.exeunt.app.console.Progress;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.console.StopSignals;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.runs.ResultTable;
import org.exeunt.app.runs.RunReport;
import org.exeunt.app.watch.Watch;
import org.exeunt.config.RunConfig;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunOptions.StartMode;
import org.exeunt.runtime.run.RunResult;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exeunt run}: executes the run of a configuration and prints its results. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the experiment that a configuration describes.")
final class RunCommand implements Callable<Integer> {
    private static final int LARGEST_PORT = 65_535;

    private final Terminal terminal;

    @Mixin
    private ConfigArgument argument;

    @Mixin
    private RunsArgument runs;

    @ArgGroup
    private Start start = new Start();

    /** How to treat an earlier identical run. By default a stopped run resumes and a finished one is reused. */
    private static final class Start {
        @Option(
                names = "--rerun",
                description =
                        "Start over: replace a finished run, discard a stopped one (default: reuse or resume it).")
        private boolean rerun;

        @Option(
                names = "--resume",
                description = "Fail if the only stopped run of this name has another configuration.")
        private boolean resume;

        StartMode mode() {
            if (rerun) {
                return StartMode.RERUN;
            }
            return resume ? StartMode.RESUME_STRICTLY : StartMode.RESUME;
        }
    }

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = DurationConverter.class,
            description =
                    "Minimum time between checkpoints, which are written at the end of a round, such as 90s, 5m or 1h;"
                            + " 0s writes one after every round (default: 60s).")
    private Duration checkpointInterval;

    @Option(
            names = "--watch",
            paramLabel = "PORT",
            arity = "0..1",
            fallbackValue = "0",
            description = "Show the progress of the run in a browser on this machine (default: any free port).")
    private Integer watch;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PluginRegistry registry = Plugins.registry(terminal);
        RunConfig config = argument.read(registry).orThrow();
        LeastValue.require(0, LARGEST_PORT, "--watch", watch == null ? 0 : watch);
        RunResult result;
        StatusLine status = terminal.status();
        try (StopSignals stop = new StopSignals(status::println)) {
            result = Run.execute(config, registry, options(status).withStop(stop));
        }
        if (json) {
            terminal.json(result.summary());
        } else {
            terminal.lines(ResultTable.of(result.summary()));
        }
        result.directory().ifPresent(directory -> {
            if (!Files.exists(RunReport.page(directory)) && !Files.isSymbolicLink(directory)) {
                RunReport.write(directory, RunReport.page(directory), status);
            }
            terminal.note((result.reused() ? "finished before, see " : "written to ") + directory);
        });
        return 0;
    }

    private RunOptions options(StatusLine status) {
        RunOptions options = RunOptions.onDisk(Path.of(""), runs.folder(), System::nanoTime)
                .withStartMode(start.mode())
                .withNotices(status::println)
                .withCheckpoints(checkpointInterval);
        Progress progress = new Progress(status);
        if (watch == null) {
            return options.withTrackers(List.of(progress));
        }
        Watch page = new Watch(watch, address -> terminal.err().println("watch it at " + address));
        return options.withTrackers(List.of(progress, page)).withFollower(page);
    }
}
