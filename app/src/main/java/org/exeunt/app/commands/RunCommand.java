package org.exeunt.app.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.arguments.ConfigArgument;
import org.exeunt.app.arguments.DurationConverter;
import org.exeunt.app.arguments.JsonOption;
import org.exeunt.app.arguments.RunsArgument;
import org.exeunt.app.arguments.SeedsConverter;
import org.exeunt.app.arguments.SeedsConverter.Seeds;
import org.exeunt.app.console.Progress;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.console.StopSignals;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.findings.SeedValues;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.runs.DryRun;
import org.exeunt.app.runs.NextSteps;
import org.exeunt.app.runs.RunReport;
import org.exeunt.app.runs.RunResults;
import org.exeunt.app.text.Figures;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
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
        footer = "exeunt run examples/quickstart.json --set strategy=ditto",
        description = "Runs the experiment that a configuration describes.")
final class RunCommand implements Runnable {

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
            return rerun ? StartMode.RERUN : resume ? StartMode.RESUME_STRICTLY : StartMode.RESUME;
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

    @Mixin
    private JsonOption json;

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        PluginRegistry registry = Plugins.registry(terminal);
        List<RunConfig> configs = configs(registry);
        StatusLine status = terminal.status();
        List<FinishedRun> finished = new ArrayList<>();
        Map<Long, ExeuntException> failures = new LinkedHashMap<>();
        try (StopSignals stop = new StopSignals(status::println)) {
            if (dryRun) {
                estimate(configs, registry, status, stop);
                return;
            }
            for (RunConfig config : configs) {
                try {
                    RunResult result =
                            Run.execute(config, registry, options(status).withStop(stop));
                    finished.add(report(result, registry, status));
                } catch (ExeuntException e) {
                    boolean isFirst = finished.isEmpty() && failures.isEmpty();
                    if (seeds == null || endsSeries(e.code().category(), isFirst)) {
                        throw e;
                    }
                    failures.put(config.seed(), e);
                    status.warn("seed %d failed: %s".formatted(config.seed(), e.code()));
                }
            }
        }
        List<RunRecords> records = finished.stream().map(FinishedRun::records).toList();
        if (seeds == null) {
            json.print(terminal, records.get(0).summary(), () -> RunResults.lines(records.get(0)));
        } else {
            json.print(terminal, Series.of(records), () -> records.isEmpty() ? List.of() : RunResults.lines(records));
        }
        if (!json.isGiven() && !finished.isEmpty()) {
            NextSteps.of(finished, runs.suffix()).forEach(terminal::note);
        }
        if (!failures.isEmpty()) {
            throw failed(failures, configs.size());
        }
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
        ExeuntException first = failures.values().iterator().next();
        String all = failures.entrySet().stream()
                .map(failure -> "Seed %d: %s %s"
                        .formatted(
                                failure.getKey(),
                                failure.getValue().code(),
                                failure.getValue().getMessage()))
                .collect(Collectors.joining("\n  "));
        return new ExeuntException(
                first.code(),
                "%d of %s failed. %s".formatted(failures.size(), Figures.count(runCount, "seed"), all),
                first);
    }

    private List<RunConfig> configs(PluginRegistry registry) {
        if (seeds == null) {
            return List.of(argument.read(registry).orThrow());
        }
        return seeds.values().stream()
                .map(seed -> argument.read(registry, "--seeds", List.of("seed=" + seed)))
                .toList();
    }

    private void estimate(List<RunConfig> configs, PluginRegistry registry, StatusLine status, StopSignals stop) {
        RunConfig config = configs.get(0);
        RunConfig shortened = argument.read(registry, "--dry-run", DryRun.overrides(config));
        DryRun estimate = DryRun.of(config, shortened, registry, runs.folder(), status, stop);
        json.print(terminal, estimate, () -> estimate.lines(configs.size()));
        if (estimate.freeBytes() < configs.size() * estimate.diskBytes()) {
            terminal.warn("the free space may not suffice; choose another folder by --runs-dir");
        }
    }

    /** The output of {@code --seeds} with {@code --json}. */
    private record Series(List<RunSummary> runs, List<Figure> figures) {
        /** A measure in the unit of files, with the sample standard deviation; null without values. */
        private record Figure(String key, Double mean, Double deviation, Collection<Double> values) {
            static Figure of(Measure measure, SeedValues seeds) {
                int known = seeds.values().size();
                return new Figure(
                        measure.key(),
                        known == 0 ? null : seeds.mean(),
                        known < 2 ? null : seeds.estimate().deviation(),
                        seeds.values().values());
            }
        }

        static Series of(List<RunRecords> runs) {
            List<Figure> figures = new ArrayList<>();
            RunResults.figures(runs).forEach((measure, seeds) -> figures.add(Figure.of(measure, seeds)));
            return new Series(runs.stream().map(RunRecords::summary).toList(), figures);
        }
    }

    /** Writes the page of a run unless it has one; returns the run. */
    private FinishedRun report(RunResult result, PluginRegistry registry, StatusLine status) {
        FinishedRun run = FinishedRun.open(result.directory().orElseThrow());
        RunReport.writeOnce(run, registry, status);
        terminal.note((result.reused() ? "finished before, see " : "written to ") + run.directory());
        return run;
    }

    private RunOptions options(StatusLine status) {
        return RunOptions.onDisk(Path.of(""), runs.folder(), System::nanoTime)
                .withStartMode(start.mode())
                .withNotices(status::println)
                .withCheckpoints(checkpointInterval)
                .withTrackers(List.of(new Progress(status)));
    }
}
