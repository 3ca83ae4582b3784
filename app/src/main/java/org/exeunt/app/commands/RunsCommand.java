package org.exeunt.app.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.arguments.RunArgument;
import org.exeunt.app.arguments.RunsArgument;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.runs.RunDetails;
import org.exeunt.app.runs.RunDiff;
import org.exeunt.app.runs.RunList;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.RunCleaning;
import org.exeunt.runtime.store.StoredRun;
import org.exeunt.runtime.store.StoredRun.State;
import org.exeunt.runtime.store.records.RunArchive;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt runs}: lists, shows, compares and deletes the runs in a folder. */
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        footer = "exeunt runs list",
        description = "Lists, shows, compares and deletes runs.")
final class RunsCommand {
    private static final ErrorCode NOT_CONFIRMED = ErrorCategory.CONFIG.code(12);
    private static final ErrorCode NOT_TO_CLEAN = ErrorCategory.CONFIG.code(13);

    private final Terminal terminal;

    RunsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            footer = "exeunt runs list",
            description = "Lists all runs, newest first: state, method, data set, rounds, mean accuracy over exits,"
                    + " time and size.")
    int list(@Mixin RunsArgument runs, @Option(names = "--json", description = "Print JSON.") boolean json) {
        List<RunList.Row> rows = RunList.rows(runs.runs());
        if (json) {
            terminal.json(rows);
        } else if (rows.isEmpty()) {
            terminal.note("There are no runs in %s.".formatted(runs.folder()));
        } else {
            terminal.lines(RunList.table(rows));
        }
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            footer = "exeunt runs show latest",
            description = "Shows the setting, the results and the files of a run.")
    int show(@Mixin RunArgument argument, @Option(names = "--json", description = "Print JSON.") boolean json) {
        StoredRun run = argument.run();
        if (!run.isPresent()) {
            RunArchive.summary(run.directory()); // fails with the runs that there are
        }
        if (json) {
            terminal.json(RunDetails.Content.of(run));
        } else {
            terminal.lines(RunDetails.lines(run));
        }
        return 0;
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            footer = "exeunt runs diff quickstart-3f2a quickstart-81b0",
            description = "Shows which keys of the resolved configurations, versions and data of two finished runs"
                    + " differ, and their results side by side.")
    int diff(
            @Parameters(index = "0", paramLabel = "RUN", description = "The first run, as in 'exeunt runs show'.")
                    String first,
            @Parameters(index = "1", paramLabel = "RUN", description = "The second run.") String second,
            @Mixin RunsArgument runs,
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        RunDiff diff = RunDiff.of(runs.directory(first), runs.directory(second));
        if (json) {
            terminal.json(diff);
        } else {
            terminal.lines(diff.lines());
        }
        return 0;
    }

    @Command(
            name = "latest",
            mixinStandardHelpOptions = true,
            footer = "exeunt runs latest",
            description = "Prints the directory of the run that was finished last.")
    int latest(@Mixin RunsArgument runs) {
        terminal.out().println(runs.directory("latest"));
        return 0;
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
     * @param checkpoints empty if the whole run is deleted
     */
    private record Item(StoredRun run, String what, List<Path> checkpoints, long bytes) {
        static Optional<Item> of(StoredRun run, Selection selection) {
            State state = run.state();
            if (selection.selects(state)) {
                String what = state == State.STOPPED
                        ? run.outline()
                                .map(known -> "stopped after round %d of %d".formatted(known.rounds(), known.planned()))
                                .orElse("stopped before the first round")
                        : "damaged";
                return Optional.of(new Item(run, what, List.of(), run.bytes()));
            }
            List<Path> checkpoints = selection.checkpoints && state != State.RUNNING && state != State.DAMAGED
                    ? RunCleaning.superfluousCheckpoints(run)
                    : List.of();
            return checkpoints.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Item(
                            run,
                            Figures.count(checkpoints.size(), "checkpoint"),
                            checkpoints,
                            checkpoints.stream()
                                    .mapToLong(file -> file.toFile().length())
                                    .sum()));
        }

        /** Returns whether it was deleted; not if the run was finished in the meantime. */
        boolean delete() {
            if (checkpoints.isEmpty()) {
                return RunCleaning.delete(run);
            }
            RunCleaning.deleteCheckpoints(run);
            return true;
        }
    }

    /** The output of {@code clean --json}. */
    private record Cleaned(List<String> deleted, List<String> kept, long bytes) {}

    @Command(
            name = "clean",
            mixinStandardHelpOptions = true,
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
            @Option(names = "--json", description = "Print JSON.") boolean json) {
        List<Item> items = items(references == null ? List.of() : references, runs, selection);
        if (!items.isEmpty()) {
            Table table = Table.texts(2, "", "", "");
            items.forEach(item -> table.row(List.of(item.run().title(), item.what(), Figures.bytes(item.bytes()))));
            ConsoleTable.lines(table).forEach(yes ? terminal::note : terminal.err()::println);
            confirm(items, yes);
        }
        List<Item> deleted = new ArrayList<>();
        List<Item> kept = new ArrayList<>();
        for (Item item : items) {
            try {
                if (item.delete()) {
                    deleted.add(item);
                } else {
                    terminal.warn("run %s was finished or deleted in the meantime"
                            .formatted(item.run().title()));
                    kept.add(item);
                }
            } catch (ExeuntException e) {
                terminal.warn(e.code() + " " + e.getMessage());
                kept.add(item);
            }
        }
        long bytes = deleted.stream().mapToLong(Item::bytes).sum();
        if (json) {
            terminal.json(new Cleaned(titles(deleted), titles(kept), bytes));
        } else {
            terminal.out()
                    .println(
                            items.isEmpty()
                                    ? "There is nothing to delete in %s.".formatted(runs.folder())
                                    : "deleted %d of %d, %s"
                                            .formatted(deleted.size(), items.size(), Figures.bytes(bytes)));
        }
        return kept.isEmpty() ? 0 : ErrorCategory.RESOURCE.exitStatus(); // each with a warning
    }

    private static List<String> titles(List<Item> items) {
        return items.stream().map(item -> item.run().title()).toList();
    }

    private static List<Item> items(List<String> references, RunsArgument runs, Selection selection) {
        if (references.isEmpty()) {
            return runs.runs().stream()
                    .flatMap(run -> Item.of(run, selection).stream())
                    .toList();
        }
        return references.stream()
                .map(runs::run)
                .distinct()
                .map(run -> Item.of(run, selection)
                        .orElseThrow(() -> new ExeuntException(
                                NOT_TO_CLEAN,
                                "Run %s is %s; there is nothing of it that 'runs clean' deletes with these options."
                                        .formatted(
                                                run.title(),
                                                run.state().toString().toLowerCase(Locale.ROOT)))))
                .toList();
    }

    private void confirm(List<Item> items, boolean yes) {
        if (yes) {
            return;
        }
        String size = Figures.bytes(items.stream().mapToLong(Item::bytes).sum());
        if (!terminal.isInteractive()) {
            throw new ExeuntException(
                    NOT_CONFIRMED,
                    "%s would be deleted (%s). Repeat the command with --yes to delete them."
                            .formatted(Figures.count(items.size(), "item"), size));
        }
        if (!terminal.ask("Delete these (%s)? [y/N]".formatted(size)).matches("(?i)y|yes")) {
            throw new ExeuntException(NOT_CONFIRMED, "Nothing was deleted.");
        }
    }
}
