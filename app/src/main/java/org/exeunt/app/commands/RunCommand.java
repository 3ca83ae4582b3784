package org.exeunt.app.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.arguments.ConfigArgument;
import org.exeunt.app.arguments.DurationConverter;
import org.exeunt.app.arguments.RunsArgument;
import org.exeunt.app.arguments.SeedsConverter;
import org.exeunt.app.arguments.SeedsConverter.Seeds;
import org.exeunt.app.console.Progress;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.console.StopSignals;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.findings.SeedFigure;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.runs.DryRun;
import org.exeunt.app.runs.NextSteps;
import org.exeunt.app.runs.RunReport;
import org.exeunt.app.runs.RunResults;
import org.exeunt.app.text.Figures;
import org.exeunt.config.RunConfig;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.model.SavedRun;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunOptions.StartMode;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exeunt run}: executes the run of a configuration and prints its results. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        footer = "exeunt run examples/quickstart.json --set strategy=ditto",
        description = "Runs the experiment that a configuration describes.")
final class RunCommand implements Callable<Integer> {

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
            names = "--seeds",
            paramLabel = "LIST",
            converter = SeedsConverter.class,
            description = "Run once with each of these seeds, such as 1-5 or 1,2,7, and print mean and deviation.")
    private Seeds seeds;

    @Option(
            names = "--dry-run",
            description = "Print what the run will take, measured by two rounds: time, memory, traffic and disk."
                    + " Nothing is kept.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print the summary as JSON.")
    private boolean json;

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PluginRegistry registry = Plugins.registry(terminal);
        List<RunConfig> configs = configs(registry);
        StatusLine status = terminal.status();
        List<RunResult> results = new ArrayList<>();
        Map<Long, ExeuntException> failures = new LinkedHashMap<>();
        try (StopSignals stop = new StopSignals(status::println)) {
            if (dryRun) {
                print(estimate(configs.get(0), registry, status, stop), configs.size());
                return 0;
            }
            for (RunConfig config : configs) {
                RunResult result;
                try {
                    result = Run.execute(config, registry, options(status).withStop(stop));
                } catch (ExeuntException e) {
                    boolean isFirst = results.isEmpty() && failures.isEmpty();
                    if (seeds == null || endsSeries(e.code().category(), isFirst)) {
                        throw e;
                    }
                    failures.put(config.seed(), e);
                    status.warn("seed %d failed: %s".formatted(config.seed(), e.code()));
                    continue;
                }
                results.add(result);
                report(result, status);
            }
        }
        List<Path> directories =
                results.stream().map(result -> result.directory().orElseThrow()).toList();
        if (seeds == null) {
            print(results.get(0).summary(), directories.get(0));
        } else {
            print(directories.stream().map(RunArchive::read).toList());
        }
        if (!json && !directories.isEmpty()) {
            if (seeds == null && Files.exists(RunReport.page(directories.get(0)))) {
                terminal.note("report: " + RunReport.page(directories.get(0)));
            }
            terminal.note("next:");
            NextSteps.of(directories, () -> exportFormat(directories.get(0), registry), runs.suffix())
                    .forEach(command -> terminal.note("  " + command));
        }
        if (!failures.isEmpty()) {
            throw failed(failures, configs.size());
        }
        return 0;
    }

    /** Returns whether the other seeds are not run: on request, or because they would probably fail as well. */
    static boolean endsSeries(ErrorCategory failure, boolean isFirst) {
        return switch (failure) {
            case STOPPED -> true;
            case CONFIG, PLUGIN, DATA, RESOURCE -> isFirst;
            case NUMERIC, INTERNAL -> false;
        };
    }

    /** Returns the first failure, with the messages of all. */
    private static ExeuntException failed(Map<Long, ExeuntException> failures, int runCount) {
        List<String> lines = new ArrayList<>();
        failures.forEach((seed, failure) -> lines.add(
                lines.isEmpty()
                        ? "%d of %s failed. Seed %d: %s"
                                .formatted(failures.size(), Figures.count(runCount, "seed"), seed, failure.getMessage())
                        : "Seed %d: %s %s".formatted(seed, failure.code(), failure.getMessage())));
        ExeuntException first = failures.values().iterator().next();
        return new ExeuntException(first.code(), String.join("\n  ", lines), first);
    }

    /** Returns a format that has an equivalent of the network. */
    private static String exportFormat(Path run, PluginRegistry registry) {
        SavedRun saved = SavedRun.open(run, registry, Path.of(""), List.of());
        return Stream.of("onnx", "dl4j").filter(saved::isExportable).findFirst().orElse("safetensors");
    }

    private List<RunConfig> configs(PluginRegistry registry) {
        if (seeds == null) {
            return List.of(argument.read(registry).orThrow());
        }
        return seeds.values().stream()
                .map(seed -> argument.read(registry, "--seeds", List.of("seed=" + seed)))
                .toList();
    }

    private DryRun estimate(RunConfig config, PluginRegistry registry, StatusLine status, StopSignals stop) {
        RunConfig shortened = argument.read(registry, "--dry-run", DryRun.overrides(config));
        return DryRun.of(config, shortened, registry, runs.folder(), status, stop);
    }

    private void print(DryRun estimate, int runCount) {
        if (json) {
            terminal.json(estimate);
        } else {
            terminal.lines(estimate.lines(runCount));
        }
        if (!estimate.isSpaceSufficient(runCount)) {
            terminal.warn("the free space may not suffice; choose another folder by --runs-dir");
        }
    }

    private void print(List<RunArchive> runs) {
        if (json) {
            terminal.json(new Series(runs.stream().map(RunArchive::summary).toList(), RunResults.figures(runs)));
        } else if (!runs.isEmpty()) {
            terminal.lines(RunResults.lines(runs));
        }
    }

    private void print(Summary summary, Path directory) {
        if (json) {
            terminal.json(summary);
        } else {
            terminal.lines(RunResults.lines(summary, Optional.of(RunArchive.read(directory))));
        }
    }

    /** The output of {@code --seeds} with {@code --json}. */
    private record Series(List<Summary> runs, List<SeedFigure> figures) {}

    private void report(RunResult result, StatusLine status) {
        result.directory().ifPresent(directory -> {
            if (!Files.exists(RunReport.page(directory)) && !Files.isSymbolicLink(directory)) {
                RunReport.write(directory, RunReport.page(directory), status);
            }
            terminal.note((result.reused() ? "finished before, see " : "written to ") + directory);
        });
    }

    private RunOptions options(StatusLine status) {
        return RunOptions.onDisk(Path.of(""), runs.folder(), System::nanoTime)
                .withStartMode(start.mode())
                .withNotices(status::println)
                .withCheckpoints(checkpointInterval)
                .withTrackers(List.of(new Progress(status)));
    }
}
