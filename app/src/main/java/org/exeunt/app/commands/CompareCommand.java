package org.exeunt.app.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.arguments.DeviceArgument;
import org.exeunt.app.arguments.JsonOption;
import org.exeunt.app.arguments.OutputPath;
import org.exeunt.app.arguments.RunsArgument;
import org.exeunt.app.arguments.SeedsConverter;
import org.exeunt.app.arguments.SeedsConverter.Seeds;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.ComparisonRunner;
import org.exeunt.app.compare.ExperimentRun;
import org.exeunt.app.compare.Plan;
import org.exeunt.app.compare.PlannedRun;
import org.exeunt.app.compare.Planner;
import org.exeunt.app.compare.RunFilter;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.console.StopSignals;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.findings.Results;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.report.ReportFiles;
import org.exeunt.app.runs.ComparableRuns;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.Figures;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.files.OwnFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code exeunt compare}: plans, runs and reports a comparison of methods over settings and seeds. */
@Command(
        name = "compare",
        footer = "exeunt compare quickstart-3f2a quickstart-81b0",
        synopsisSubcommandLabel = "(RUN RUN... | COMMAND)",
        description = {
            "Compares methods over settings and seeds as described by one file, with the commands below.",
            "Without a file, compares finished runs on the same data; the first one is of the reference."
        })
final class CompareCommand implements Runnable {
    private final Terminal terminal;

    @Parameters(paramLabel = "RUN", arity = "0..*", description = "Finished runs, as in 'exeunt runs show'.")
    private List<String> references = List.of();

    @Mixin
    private RunsArgument runs;

    @Mixin
    private ReportArguments report;

    @Spec
    private CommandSpec spec;

    CompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        if (references.size() < 2) {
            throw new ParameterException(spec.commandLine(), "Missing required subcommand, or two runs");
        }
        ComparableRuns compared =
                ComparableRuns.of(references.stream().map(runs::directory).toList());
        report.write(compared.results(), terminal);
        terminal.note(compared.difference());
    }

    /** Arguments that all subcommands share. */
    static final class Arguments {
        @Parameters(paramLabel = "CONFIG", description = "JSON file of a comparison.")
        private Path file;

        @Mixin
        private RunsArgument runs;

        @Mixin
        private DeviceArgument device;

        @Spec(Spec.Target.MIXEE)
        private CommandSpec spec;

        Comparison comparison() {
            if (spec.parent().commandLine().getParseResult().matchedOptions().stream()
                    .anyMatch(option -> !option.inherited())) {
                throw new ParameterException(
                        spec.commandLine(), "Options of 'compare %s' follow it".formatted(spec.name()));
            }
            return Comparison.read(file).with(device.overrides());
        }

        /** Returns a planner that requires only the given runs. */
        Planner planner(Comparison comparison, Predicate<ExperimentRun> required, PluginRegistry registry) {
            return new Planner(comparison, required, registry, runs.folder());
        }
    }

    /** The part of a comparison that is planned or run. */
    static final class FilterArguments {
        @Option(
                names = "--settings",
                split = ",",
                paramLabel = "SETTING",
                description = "Only these settings, separated by commas; names with commas in double quotes.")
        private List<String> settings = List.of();

        @Option(
                names = "--methods",
                split = ",",
                paramLabel = "METHOD",
                description = "Only these methods, and their tuning; names with commas in double quotes.")
        private List<String> methods = List.of();

        @Option(
                names = "--seeds",
                paramLabel = "SEEDS",
                converter = SeedsConverter.class,
                description = "Only these seeds, such as 1-5 or 1,2,7.")
        private Seeds seeds = new Seeds(List.of());

        @Option(names = "--jobs", defaultValue = "1", description = "Runs at a time (default: 1).")
        private int jobs;

        RunFilter partOf(Comparison comparison) {
            require(1, "--jobs", jobs);
            RunFilter part = new RunFilter(unquoted(settings), unquoted(methods), seeds.values());
            part.requireIn(comparison);
            return part;
        }

        private static List<String> unquoted(List<String> names) {
            return names.stream()
                    .map(name -> name.replaceFirst("^\"(.*)\"$", "$1"))
                    .toList();
        }
    }

    private static void require(long least, String option, long value) {
        if (value < least) {
            throw new ExeuntException(
                    Errors.CONFIG_07, "%s is %d; expected %d or more.".formatted(option, value, least));
        }
    }

    @Command(
            name = "plan",
            footer = "exeunt compare plan examples/compare-quickstart.json",
            description =
                    "Lists the runs of a comparison, whether they are finished, and how long the others will take.")
    void plan(@Mixin Arguments arguments, @Mixin FilterArguments selection, @Mixin JsonOption json) {
        Comparison comparison = arguments.comparison();
        RunFilter part = selection.partOf(comparison);
        Plan whole = arguments
                .planner(comparison, run -> part.contains(comparison, run), Plugins.registry(terminal))
                .plan();
        Plan plan = part.of(whole);
        List<PlanRow> runs = plan.all().stream().map(PlanRow::of).toList();
        json.print(terminal, runs, () -> lines(runs, whole, part, selection.jobs));
    }

    private static List<String> lines(List<PlanRow> runs, Plan whole, RunFilter part, int jobs) {
        Table table = Table.texts(1, "setting", "method", "seed", "run", "");
        for (PlanRow run : runs) {
            table.row(List.of(
                    run.setting(),
                    run.method() + (run.tuned().isEmpty() ? "" : ", " + run.tuned()),
                    run.seed(),
                    run.run(),
                    run.finished() ? "finished" : run.diverged() ? "diverged" : "open"));
        }
        long diverged = runs.stream().filter(PlanRow::diverged).count();
        int open = part.of(whole).open().size();
        String time = ComparisonRunner.estimate(whole, part, jobs)
                .map(estimate -> ", about " + Figures.duration(estimate))
                .orElse(", time unknown until the first is finished");
        List<String> lines = new ArrayList<>(ConsoleTable.lines(table));
        lines.add("");
        lines.add("%s, %d finished%s, %d to do%s"
                .formatted(
                        Figures.count(runs.size(), "run"),
                        runs.stream().filter(PlanRow::finished).count(),
                        diverged == 0 ? "" : ", %d diverged".formatted(diverged),
                        open,
                        open == 0 ? "" : time));
        long unknown = part.untuned(whole);
        if (unknown > 0) {
            lines.add("%d more once methods are tuned".formatted(unknown));
        }
        return lines;
    }

    @Command(
            name = "run",
            footer = "exeunt compare run examples/compare-quickstart.json --jobs 2",
            description =
                    "Runs what is not finished and writes the report. Repeat the command to continue after a stop.")
    void run(
            @Mixin Arguments arguments,
            @Mixin FilterArguments selection,
            @Mixin ReportArguments report,
            @Option(
                            names = "--retries",
                            defaultValue = "1",
                            description = "Attempts to repeat a run that lacked memory or disk space (default: 1).")
                    int retries) {
        require(0, "--retries", retries);
        Comparison comparison = arguments.comparison();
        report.require(comparison);
        RunFilter part = selection.partOf(comparison);
        PluginRegistry registry = Plugins.registry(terminal);
        Planner planner = arguments.planner(comparison, run -> part.contains(comparison, run), registry);
        List<ComparisonRunner.Failure> failures;
        StatusLine status = terminal.status();
        try (StopSignals stop = new StopSignals(status::println)) {
            failures = play(
                    planner,
                    part,
                    new ComparisonRunner(registry, arguments.runs.folder(), selection.jobs, retries, stop, status));
        } finally {
            status.clear();
        }
        Plan after = planner.plan();
        if (!after.finished().isEmpty()) {
            write(after, report);
        }
        Plan executed = part.of(after);
        String failed = describe(executed, failures);
        if (!executed.divergedMethods().isEmpty()) {
            throw new ExeuntException(
                    Errors.NUMERIC_60,
                    ("Every candidate of %s diverged, so that none can be compared. Add candidates with a lower"
                                    + " training.optimizer.learning-rate to 'tune' in %s.%s")
                            .formatted(String.join(" and of ", executed.divergedMethods()), arguments.file, failed));
        }
        if (!failures.isEmpty()) {
            throw new ExeuntException(Errors.RESOURCE_60, failed.strip());
        }
        executed.requireValidation();
    }

    private static List<ComparisonRunner.Failure> play(Planner planner, RunFilter part, ComparisonRunner runner) {
        Plan plan = planner.plan();
        part.of(plan).requireValidation();
        runner.check(part.of(plan));
        List<ComparisonRunner.Failure> failures = runner.run(plan, part, List.of());
        if (part.untuned(plan) > 0 && !runner.stop().getAsBoolean()) {
            failures = runner.run(planner.plan(), part, failures);
        }
        if (runner.stop().getAsBoolean()) {
            Plan after = planner.plan();
            throw new ExeuntException(
                    Errors.STOPPED_01,
                    ("The comparison was stopped on request; %d of %d runs are finished. Repeat the "
                                    + "command to continue; started runs resume from their last checkpoint.%s")
                            .formatted(after.finished().size(), after.size(), describe(part.of(after), failures)));
        }
        return failures;
    }

    /** Writes the report of a plan, and notes which runs it lacks because they cannot be recognised. */
    private void write(Plan plan, ReportArguments report) {
        report.write(Results.of(plan), terminal);
        plan.unidentified()
                .forEach((setting, cause) -> terminal.note(
                        "Runs of the setting '%s' are not in the report, because their data cannot be loaded: %s  %s"
                                .formatted(VisibleText.line(setting), cause.code(), cause.getMessage())));
    }

    /** Returns the failed runs on lines of their own; empty if there are none. */
    private static String describe(Plan plan, List<ComparisonRunner.Failure> failures) {
        long finished = plan.all().stream().filter(PlannedRun::finished).count();
        String lines = failures.stream()
                .map(failure -> "\n  %s: %s  %s"
                        .formatted(
                                failure.run(),
                                failure.cause().code(),
                                failure.cause().getMessage()))
                .collect(Collectors.joining());
        return failures.isEmpty()
                ? ""
                : "\n%d of %d runs failed; %d are finished and kept. Fix the causes and repeat the command:%s"
                        .formatted(failures.size(), plan.all().size(), finished, lines);
    }

    /** A run of a plan as JSON; {@code tuned} is empty if nothing is tuned. */
    private record PlanRow(
            String setting, String method, String tuned, long seed, String run, boolean finished, boolean diverged) {
        static PlanRow of(PlannedRun planned) {
            return new PlanRow(
                    planned.run().setting(),
                    planned.run().method(),
                    String.join(", ", planned.run().candidate()),
                    planned.run().seed(),
                    planned.directory().getFileName().toString(),
                    planned.finished(),
                    planned.diverged());
        }
    }

    @Command(
            name = "report",
            footer = "exeunt compare report examples/compare-quickstart.json",
            description = "Writes the report of the runs that are finished so far.")
    void report(@Mixin Arguments arguments, @Mixin ReportArguments report) {
        Plan plan = arguments
                .planner(arguments.comparison(), run -> false, Plugins.registry(terminal))
                .plan();
        if (plan.finished().isEmpty()) {
            plan.unidentified().values().stream().findFirst().ifPresent(cause -> {
                throw cause;
            });
            throw new ExeuntException(
                    Errors.DATA_60,
                    ("None of the %d runs of %s is finished in %s. Run 'exeunt compare run' first, or set "
                                    + "their directory by --runs-dir.")
                            .formatted(plan.size(), arguments.file, arguments.runs.folder()));
        }
        write(plan, report);
    }

    /** Arguments of commands that write a report. */
    static final class ReportArguments {
        @Option(
                names = "--report",
                paramLabel = "DIR",
                description = "Directory of the report (default: comparisons/NAME).")
        private Path directory;

        @Option(
                names = "--reference",
                paramLabel = "METHOD",
                description = "Method with which the others are compared (default: that of the file, or of the first"
                        + " run).")
        private String reference;

        /** Checks that the reference is one of the methods, and that no run would be changed. */
        void require(Comparison comparison) {
            if (reference != null) {
                comparison.withReference(reference);
            }
            if (directory != null) {
                OutputPath.requireOutsideRuns("--report", directory);
            }
        }

        void write(Results all, Terminal terminal) {
            require(all.comparison());
            Results results = reference == null ? all : all.withReference(reference);
            Path target = directory;
            if (target == null) {
                target = Path.of("comparisons").resolve(results.comparison().folder());
                OwnFiles.requireFolder(target);
            }
            StatusLine status = terminal.status();
            try {
                status.show("writing the report ...");
                Map<String, String> files = ReportFiles.of(results);
                AtomicFile.createFolder(target);
                for (Map.Entry<String, String> file : files.entrySet()) {
                    AtomicFile.write(target.resolve(file.getKey()), file.getValue());
                }
            } finally {
                status.clear();
            }
            ReportFiles.brief(results).forEach(terminal.out()::println);
            terminal.note("\nreport: " + target.resolve("report.html"));
        }
    }
}
