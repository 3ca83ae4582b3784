package org.exeunt.app.arguments;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.runs.RunList;
import org.exeunt.app.text.ShellText;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.runtime.archive.RunFolder;
import org.exeunt.runtime.archive.StoredRun;
import picocli.CommandLine.Option;

/** The option {@code --runs-dir}, and the runs in that folder by what a user calls them. */
public final class RunsArgument {
    /** What the help prints about arguments that {@link #run} and {@link #directory} understand. */
    static final String DESCRIPTION = "A run: its name, its hash, the beginning of either if that is unique, its"
            + " directory, or 'latest', the one finished last; see 'exeunt runs list'.";

    private static final String LATEST = "latest";
    private static final String DEFAULT = "runs";
    static final int MAX_NAMED = 8;

    @Option(
            names = "--runs-dir",
            paramLabel = "DIR",
            defaultValue = DEFAULT,
            description = "Directory of all runs (default: ${DEFAULT-VALUE}).")
    private Path folder;

    /** Returns the folder of all runs. */
    public Path folder() {
        return folder;
    }

    /** Returns the option as given, with a space before it and quoted for a shell; empty if it is the default. */
    public String suffix() {
        String written = folder.toString();
        return written.equals(DEFAULT) ? "" : " --runs-dir " + ShellText.quoted(written);
    }

    /** Returns the runs in the folder by title. */
    public List<StoredRun> runs() {
        return new RunFolder(folder).runs();
    }

    /**
     * Returns the directory of a run that should be finished.
     *
     * @throws ExeuntException as {@link #run}
     */
    public Path directory(String reference) {
        StoredRun run = run(reference);
        return run.isComplete() ? run.directory() : run.directory().resolveSibling(run.title());
    }

    /**
     * Returns a run, finished or not.
     *
     * @param reference title, name, hash or the beginning of one of them, a path, or {@code latest}
     * @throws ExeuntException CONFIG-10 if there is no such run, CONFIG-11 if there are several
     */
    public StoredRun run(String reference) {
        Optional<Path> path = path(reference);
        Optional<Path> named = path.filter(RunsArgument::hasFolders)
                .or(() -> path.map(folder::resolve).filter(Files::isDirectory));
        if (named.isPresent()) {
            return StoredRun.at(named.get());
        }
        List<StoredRun> all = runs();
        List<StoredRun> found = matches(reference, all);
        if (found.size() > 1) {
            throw ambiguous(reference, found);
        }
        return found.stream()
                .findFirst()
                .or(() -> path.filter(Files::isDirectory).map(StoredRun::at))
                .orElseThrow(() -> unknown(reference, all));
    }

    private static Optional<Path> path(String reference) {
        try {
            return Optional.of(Path.of(reference)).filter(path -> !reference.isEmpty());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static boolean hasFolders(Path path) {
        return path.getNameCount() > 1 || path.isAbsolute() || path.toString().startsWith(".");
    }

    /** Returns the runs of the first kind of match found: whole before beginning, finished before unfinished. */
    private static List<StoredRun> matches(String reference, List<StoredRun> all) {
        if (reference.isEmpty()) {
            return List.of();
        }
        if (reference.equals(LATEST)) {
            return all.stream()
                    .filter(StoredRun::isComplete)
                    .max(Comparator.comparing(RunList::written).thenComparing(StoredRun::title))
                    .stream()
                    .toList();
        }
        Predicate<StoredRun> whole =
                run -> List.of(run.title(), run.name(), run.hash()).contains(reference);
        Predicate<StoredRun> beginning =
                run -> run.title().startsWith(reference) || run.hash().startsWith(reference);
        return Stream.of(whole, beginning)
                .flatMap(match ->
                        Stream.of(match.and(StoredRun::isComplete), match.and(Predicate.not(StoredRun::isComplete))))
                .map(match -> all.stream().filter(match).toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private ExeuntException unknown(String reference, List<StoredRun> all) {
        List<String> titles = all.stream().map(StoredRun::title).toList();
        List<String> names = Stream.concat(all.stream().map(StoredRun::name), titles.stream())
                .distinct()
                .toList();
        return new ExeuntException(
                Errors.CONFIG_10,
                "There is no run '%s' in %s%s Runs: %s. --runs-dir names another folder."
                        .formatted(
                                VisibleText.line(reference),
                                VisibleText.line(folder.toString()),
                                VisibleText.line(NearMiss.ending(reference, names)),
                                titles.isEmpty() ? "none" : VisibleText.first(MAX_NAMED, titles, ", ")));
    }

    private static ExeuntException ambiguous(String reference, List<StoredRun> found) {
        List<String> lines = found.stream()
                .map(run -> "%s  %s, written %s"
                        .formatted(
                                run.title(),
                                run.outline()
                                        .map(known -> "%s on %s, seed %d"
                                                .formatted(known.strategy(), known.dataset(), known.seed()))
                                        .orElse("(damaged)"),
                                RunList.time(RunList.written(run))))
                .toList();
        return new ExeuntException(
                Errors.CONFIG_11,
                "'%s' may be any of %d runs; give the hash or the beginning of it:\n  %s"
                        .formatted(
                                VisibleText.line(reference),
                                found.size(),
                                VisibleText.first(MAX_NAMED, lines, "\n  ")));
    }
}
