package org.exeunt.app.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.arguments.JsonOption;
import org.exeunt.app.arguments.OutputPath;
import org.exeunt.app.arguments.RunArgument;
import org.exeunt.app.arguments.RunsArgument;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.runs.RunDetails;
import org.exeunt.app.runs.RunDiff;
import org.exeunt.app.runs.RunList;
import org.exeunt.app.runs.RunsPage;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.StoredRun;
import org.exeunt.runtime.archive.StoredRun.State;
import org.exeunt.runtime.store.files.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt runs}: lists, shows, compares and deletes the runs in a folder. */
@Command(name = "runs", footer = "exeunt runs list", description = "Lists, shows, compares and deletes runs.")
record RunsCommand(Terminal terminal) {

    @Command(
            name = "list",
            footer = "exeunt runs list",
            description = "Lists all runs, newest first: state, method, data set, rounds, mean accuracy over exits,"
                    + " time and size.")
    void list(@Mixin RunsArgument runs, @Mixin JsonOption json) {
        List<RunList.Row> rows = RunList.rows(runs.runs());
        if (rows.isEmpty()) {
            terminal.note("There are no runs in %s.".formatted(runs.folder()));
        }
        json.print(terminal, rows, () -> RunList.lines(rows));
    }

    @Command(
            name = "report",
            footer = "exeunt runs report",
            description = "Writes one page about all runs: a table that can be filtered, and the candidates of tuning.")
    void report(
            @Mixin RunsArgument runs,
            @Option(
                            names = "--output",
                            paramLabel = "FILE",
                            defaultValue = "runs.html",
                            description = "File to write; an existing one is replaced (default: runs.html).")
                    Path file) {
        OutputPath.requireOutsideRuns("--output", file);
        String page = RunsPage.of(runs.folder().toString(), RunList.rows(runs.runs()));
        OutputPath.createParent(file);
        AtomicFile.write(file, page);
        terminal.out().println(file);
    }

    @Command(
            name = "show",
            footer = "exeunt runs show latest",
            description = "Shows the setting, the results and the files of a run.")
    void show(@Mixin RunArgument argument, @Mixin JsonOption json) {
        StoredRun run = argument.run();
        if (!run.isPresent()) {
            run.open(); // fails with the runs that there are
        }
        json.print(terminal, RunDetails.Content.of(run), () -> RunDetails.lines(run));
    }

    @Command(
            name = "diff",
            footer = "exeunt runs diff quickstart-3f2a quickstart-81b0",
            description = "Shows which keys of the resolved configurations, versions and data of two finished runs"
                    + " differ, and their results side by side.")
    void diff(
            @Parameters(index = "0", paramLabel = "RUN", description = "The first run, as in 'exeunt runs show'.")
                    String first,
            @Parameters(index = "1", paramLabel = "RUN", description = "The second run.") String second,
            @Mixin RunsArgument runs,
            @Mixin JsonOption json) {
        RunDiff diff = RunDiff.of(runs.directory(first), runs.directory(second));
        json.print(terminal, diff, diff::lines);
    }

    @Command(
            name = "latest",
            footer = "exeunt runs latest",
            description = "Prints the directory of the run that was finished last.")
    void latest(@Mixin RunsArgument runs) {
        terminal.out().println(runs.directory("latest"));
    }

    /** What {@code clean} deletes. */
    static final class Selection {
        @Option(names = "--stopped", description = "Delete stopped runs.")
        private boolean stopped;

        @Option(names = "--damaged", description = "Delete damaged runs.")
        private boolean damaged;

        @Option(
                names = "--checkpoints",
                description = "Delete checkpoints that are not needed to resume: of a stopped run all but the newest.")
        private boolean checkpoints;

        private boolean selects(State state) {
            boolean all = !stopped && !damaged && !checkpoints;
            return state == State.STOPPED && (stopped || all) || state == State.DAMAGED && (damaged || all);
        }
    }

    /**
     * A run or its checkpoints, to be deleted.
     *
     * @param delete returns whether it was deleted; not if the run was finished in the meantime
     */
    private record Item(String run, String what, long bytes, BooleanSupplier delete) {
        static Optional<Item> of(StoredRun run, Selection selection) {
            State state = run.state();
            if (selection.selects(state)) {
                String rounds = run.outline()
                        .map(known -> " after round %d of %d".formatted(known.rounds(), known.planned()))
                        .orElse("");
                String what = state == State.STOPPED ? "stopped" + rounds : "damaged";
                return Optional.of(new Item(run.title(), what, run.bytes(), run::delete));
            }
            if (!selection.checkpoints || state != State.STOPPED && state != State.FINISHED) {
                return Optional.empty();
            }
            List<Path> files = run.superfluousCheckpoints();
            long bytes =
                    files.stream().mapToLong(file -> file.toFile().length()).sum();
            return Optional.of(new Item(run.title(), Figures.count(files.size(), "checkpoint"), bytes, () -> {
                        run.deleteCheckpoints();
                        return true;
                    }))
                    .filter(item -> !files.isEmpty());
        }
    }

    @Command(
            name = "clean",
            footer = "exeunt runs clean --stopped",
            description = {
                "Deletes stopped and damaged runs, after listing them and asking.",
                "Finished and running runs, links, and directories with other files in them are never deleted."
            })
    int clean(
            @Parameters(
                            arity = "0..*",
                            paramLabel = "RUN",
                            description = "Runs to clean, as in 'exeunt runs show' (default: all).")
                    List<String> references,
            @Mixin RunsArgument runs,
            @Mixin Selection selection,
            @Option(
                            names = {"--yes", "-y"},
                            description = "Do not ask; required if the input is not a terminal.")
                    boolean yes,
            @Mixin JsonOption json) {
        List<StoredRun> named = references == null
                ? runs.runs()
                : references.stream().map(runs::run).distinct().toList();
        List<Item> items =
                named.stream().flatMap(run -> Item.of(run, selection).stream()).toList();
        if (!items.isEmpty()) {
            confirm(items, yes);
        }
        Map<Boolean, List<Item>> deleted = items.stream().collect(Collectors.partitioningBy(this::delete));
        long bytes = bytes(deleted.get(true));
        String result = items.isEmpty()
                ? "There is nothing to delete in %s; finished and running runs are kept.".formatted(runs.folder())
                : "deleted %d of %d, %s".formatted(deleted.get(true).size(), items.size(), Figures.bytes(bytes));
        json.print(
                terminal,
                Map.of("deleted", titles(deleted.get(true)), "kept", titles(deleted.get(false)), "bytes", bytes),
                () -> List.of(result));
        return deleted.get(false).isEmpty() ? 0 : ErrorCategory.RESOURCE.exitStatus(); // each with a warning
    }

    private boolean delete(Item item) {
        try {
            boolean deleted = item.delete().getAsBoolean();
            if (!deleted) {
                terminal.warn("run %s was finished or deleted in the meantime".formatted(item.run()));
            }
            return deleted;
        } catch (ExeuntException e) {
            terminal.warn(e.code() + " " + e.getMessage());
            return false;
        }
    }

    private static List<String> titles(List<Item> items) {
        return items.stream().map(Item::run).toList();
    }

    private static long bytes(List<Item> items) {
        return items.stream().mapToLong(Item::bytes).sum();
    }

    /** Lists what is to be deleted, and asks unless the answer is known. */
    private void confirm(List<Item> items, boolean yes) {
        Table table = Table.texts(2, "", "", "");
        items.forEach(item -> table.row(List.of(item.run(), item.what(), Figures.bytes(item.bytes()))));
        ConsoleTable.lines(table).forEach(yes ? terminal::note : terminal.err()::println);
        if (yes) {
            return;
        }
        String question = "Delete these (%s)?".formatted(Figures.bytes(bytes(items)));
        if (!terminal.isInteractive()) {
            throw new ExeuntException(Errors.CONFIG_12, question + " Repeat the command with --yes to delete them.");
        }
        if (!terminal.ask(question + " [y/N]").matches("(?i)y|yes")) {
            throw new ExeuntException(Errors.CONFIG_12, "Nothing was deleted.");
        }
    }
}
