package org.exeunt.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.app.report.Results;
import org.exeunt.app.watch.Watch;
import org.exeunt.config.RunConfig;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunOptions.StartMode;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.AtomicFile;
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

    @Option(
            names = "--runs-dir",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Directory of all runs (default: runs).")
    private Path out;

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
            Path page = directory.resolve("report.html");
            if (!Files.exists(page) && !Files.isSymbolicLink(directory)) { // the target of a link belongs to the user
                status.show("writing the report ...");
                AtomicFile.write(page, HtmlReport.of(Results.read(directory)));
                status.clear();
            }
            terminal.err().println((result.reused() ? "finished before, see " : "written to ") + directory);
        });
        return 0;
    }

    private RunOptions options(StatusLine status) {
        RunOptions options = RunOptions.onDisk(Path.of(""), out, System::nanoTime)
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
