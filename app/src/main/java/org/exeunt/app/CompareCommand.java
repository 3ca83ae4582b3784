package org.exeunt.app;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.data.OwnFiles;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.compare.CampaignListener;
import org.exeunt.app.compare.CompareErrors;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.ComparisonReader;
import org.exeunt.app.compare.ComparisonRunner;
import org.exeunt.app.compare.Plan;
import org.exeunt.app.compare.PlannedCell;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.report.CsvReport;
import org.exeunt.app.report.HtmlReport;
import org.exeunt.app.report.LatexReport;
import org.exeunt.app.report.MarkdownReport;
import org.exeunt.app.report.Results;
import org.exeunt.app.text.Figures;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.federation.RunErrors;
import org.exeunt.runtime.store.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt compare}: methods, settings and seeds of one file, from the plan to the report. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Compares methods over settings and seeds, as one file describes them.")
final class CompareCommand {
    private final Terminal terminal;

    CompareCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What all of them are told. */
    static final class Arguments {
        @Parameters(paramLabel = "CONFIG", description = "JSON file of a comparison.")
        private Path file;

        @Option(
                names = "--runs-dir",
                paramLabel = "DIR",
                defaultValue = "runs",
                description = "Where runs are kept (default: runs).")
        private Path runs;

        @Mixin
        private DeviceArgument device;

        Plan plan(PluginRegistry registry) {
            Comparison comparison = ComparisonReader.read(file).with(device.overrides());
            return Plan.of(comparison, registry, Path.of(""), runs);
        }
    }

    private PluginRegistry registry() {
        return Plugins.registry(terminal);
    }

    @Command(
            name = "plan",
            mixinStandardHelpOptions = true,
            description = "Lists the runs of a comparison, which are finished, and how long the others will take.")
    int plan(
            @Mixin Arguments arguments,
            @Option(names = "--jobs", defaultValue = "1", description = "Runs at a time.") int jobs,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        LeastValue.require(1, "--jobs", jobs);
        PluginRegistry registry = registry();
        Plan plan = arguments.plan(registry);
        List<PlannedRun> runs = plan.all().stream().map(PlannedRun::of).toList();
        if (json) {
            terminal.json(runs);
            return 0;
        }
        TextTable table = new TextTable().row("setting", "method", "seed", "run", "");
        for (PlannedRun run : runs) {
            table.row(
                    run.setting(),
                    run.method() + (run.tuned().isEmpty() ? "" : ", " + run.tuned()),
                    String.valueOf(run.seed()),
                    run.run(),
                    run.finished() ? "finished" : "open");
        }
        terminal.lines(table.lines());
        String time = new ComparisonRunner(
                        registry, Path.of(""), arguments.runs, jobs, 0, () -> false, CampaignListener.none())
                .estimate(plan)
                .map(estimate -> ", about " + ComparisonRunner.words(estimate))
                .orElse(", for how long shows once the first is finished");
        terminal.lines(List.of(
                "",
                "%s, %d finished, %d to do%s"
                        .formatted(
                                Figures.count(plan.all().size(), "run"),
                                plan.all().size() - plan.open().size(),
                                plan.open().size(),
                                plan.open().isEmpty() ? "" : time)));
        if (plan.isTuning()) {
            terminal.lines(List.of("%d more once methods are tuned"
                    .formatted(plan.size() - plan.cells().size())));
        }
        return 0;
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = "Runs what is not finished and writes the report. Started again, it goes on where it was.")
    int run(
            @Mixin Arguments arguments,
            @Mixin ReportPlace place,
            @Option(names = "--jobs", defaultValue = "1", description = "Runs at a time (default: 1).") int jobs,
            @Option(
                            names = "--retries",
                            defaultValue = "1",
                            description = "How often a run that lacks memory or disk is tried again (default: 1).")
                    int retries) {
        LeastValue.require(1, "--jobs", jobs);
        LeastValue.require(0, "--retries", retries);
        PluginRegistry registry = registry();
        List<ComparisonRunner.Failure> failures;
        StatusLine status = terminal.status();
        try (StopSignals stop = new StopSignals(status::println)) {
            failures = play(
                    arguments,
                    new ComparisonRunner(
                            registry, Path.of(""), arguments.runs, jobs, retries, stop, new CampaignLines(status)));
        } finally {
            status.clear();
        }
        Plan after = arguments.plan(registry);
        if (!after.finished().isEmpty()) {
            place.write(after, terminal);
        }
        if (!failures.isEmpty()) {
            throw new ExeuntException(
                    CompareErrors.CELLS_FAILED,
                    "%d of %d runs failed; the others are finished and kept. Mend the cause and start again:\n%s"
                            .formatted(failures.size(), after.all().size(), lines(failures)));
        }
        return 0;
    }

    /** On a terminal one line for all active runs, elsewhere a line per run that starts; on both a line per run that ends. */
    private record CampaignLines(StatusLine status) implements CampaignListener {
        @Override
        public void happened(String line) {
            status.println(line);
        }

        @Override
        public void started(String line) {
            if (!status.isLive()) {
                status.println(line);
            }
        }

        @Override
        public void proceeds(String line) {
            status.show(line);
        }
    }

    private static List<ComparisonRunner.Failure> play(Arguments arguments, ComparisonRunner campaign) {
        Plan plan = arguments.plan(campaign.registry());
        List<ComparisonRunner.Failure> failures = campaign.run(plan);
        if (plan.isTuning() && failures.isEmpty() && !campaign.stop().getAsBoolean()) {
            failures = campaign.run(arguments.plan(campaign.registry()));
        }
        if (campaign.stop().getAsBoolean()) {
            Plan after = arguments.plan(campaign.registry());
            throw new ExeuntException(
                    RunErrors.STOPPED,
                    "The comparison was stopped on request; %d of %d runs are finished. Start it again to go on, runs that had begun at their last checkpoint."
                            .formatted(after.finished().size(), after.size()));
        }
        return failures;
    }

    private static String lines(List<ComparisonRunner.Failure> failures) {
        return String.join(
                "\n",
                failures.stream()
                        .map(failure -> "  %s: %s  %s"
                                .formatted(
                                        failure.cell(),
                                        failure.cause().code(),
                                        failure.cause().getMessage()))
                        .toList());
    }

    /** A run of a plan, as JSON has it; {@code tuned} is empty where nothing is tuned. */
    private record PlannedRun(String setting, String method, String tuned, long seed, String run, boolean finished) {
        static PlannedRun of(PlannedCell cell) {
            return new PlannedRun(
                    cell.cell().setting(),
                    cell.cell().method(),
                    cell.cell().candidate().toString(),
                    cell.cell().seed(),
                    cell.directory().getFileName().toString(),
                    cell.finished());
        }
    }

    @Command(
            name = "report",
            mixinStandardHelpOptions = true,
            description = "Writes the report of what is finished so far.")
    int report(@Mixin Arguments arguments, @Mixin ReportPlace place) {
        Plan plan = arguments.plan(registry());
        if (plan.finished().isEmpty()) {
            throw new ExeuntException(
                    CompareErrors.NOTHING_FINISHED,
                    "None of the %d runs of %s is finished in %s. Start 'exeunt compare run' first, or name their directory with --runs-dir."
                            .formatted(plan.all().size(), arguments.file, arguments.runs));
        }
        place.write(plan, terminal);
        return 0;
    }

    /** Where reports go. */
    static final class ReportPlace {
        @Option(
                names = "--report",
                paramLabel = "DIR",
                description = "Where the report is written (default: comparisons/NAME).")
        private Path directory;

        void write(Plan plan, Terminal terminal) {
            Results results = Results.of(plan);
            Path place = directory == null ? ownFolder(plan) : directory;
            StatusLine status = terminal.status();
            status.show("writing the report ...");
            AtomicFile.createFolder(place);
            String markdown = MarkdownReport.of(results);
            AtomicFile.write(place.resolve("report.md"), markdown);
            AtomicFile.write(place.resolve("report.html"), HtmlReport.of(results));
            AtomicFile.write(place.resolve("tables.tex"), LatexReport.of(results));
            AtomicFile.write(place.resolve("results.csv"), CsvReport.of(results));
            status.clear();
            terminal.out().print(markdown);
            terminal.err().println("written to " + place);
        }

        private static Path ownFolder(Plan plan) {
            Path folder = Path.of("comparisons").resolve(plan.comparison().folder());
            OwnFiles.requireFolder(folder);
            return folder;
        }
    }
}
