package org.exeunt.runtime.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.checkpoint.Checkpoints;
import org.exeunt.runtime.store.codec.RecordJson;
import org.exeunt.runtime.store.files.LockFile;
import org.exeunt.runtime.store.files.OwnFiles;
import org.exeunt.runtime.store.files.RecordText;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.identity.Provenance;
import org.exeunt.runtime.store.identity.RunInputs;
import org.exeunt.runtime.store.records.Manifest;
import org.exeunt.runtime.store.records.RunRecorder;

/**
 * A run as found in a {@link RunFolder}, whether finished or not. Creating one reads no file.
 *
 * @param title the name of its directory when finished: name and hash
 * @param directory of its files, hidden while the run is not finished
 */
public record StoredRun(String title, Path directory) {
    private static final Pattern TITLE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}-[0-9a-f]{12}");
    private static final List<String> RECORDS =
            List.of(RunRecorder.CONFIG, RunRecorder.PROVENANCE, RunRecorder.ROUNDS, RunRecorder.EVALUATIONS);

    private static final Pattern OWN_FOLDER = Pattern.compile("models|checkpoints");
    private static final Pattern OWN_FILE = Pattern.compile(
            "(config|provenance|class-distribution|partition|outline|summary|manifest)\\.json|(rounds|evaluations)\\.jsonl"
                    + "|(clients|exits|timings|executor|devices)\\.csv"
                    + "|report\\.html|models/[^/]+|checkpoints/round-\\d+\\.checkpoint"
                    + "|\\.client-states-[^/]*\\.tmp|((models|checkpoints)/)?\\.[^/]+\\.partial");

    /** The state of a run. */
    public enum State {
        /** All files are present, and belong to the run. */
        FINISHED,
        /** Not finished, and no process works on it. */
        STOPPED,
        /** A process works on it. */
        RUNNING,
        /** Files of a finished run are missing or modified. */
        DAMAGED,
        /** A finished run that another version of Exeunt wrote, which this one cannot read. */
        OTHER_VERSION
    }

    /**
     * The main properties of a run.
     *
     * @param strategy id of the method
     * @param dataset id of the data set
     * @param rounds completed
     * @param planned number of rounds of the configuration
     */
    public record Outline(String strategy, String dataset, long seed, int rounds, int planned) {}

    /**
     * Returns the run in a directory that a user named, which need not contain one.
     *
     * @param directory of a finished or unfinished run; if it does not exist, that of the run it would become is used
     */
    public static StoredRun at(Path directory) {
        Path name = directory.getFileName();
        String title = name == null ? "" : name.toString();
        Path partial = RunDirectory.partial(directory);
        return RunDirectory.titleOfPartial(title)
                .map(of -> new StoredRun(of, directory))
                .orElseGet(() -> new StoredRun(
                        title, !Files.exists(directory) && Files.isDirectory(partial) ? partial : directory));
    }

    static Optional<StoredRun> of(Path directory) {
        String name = directory.getFileName().toString();
        if (name.startsWith(".")) {
            return RunDirectory.titleOfPartial(name)
                    .filter(title -> TITLE.matcher(title).matches())
                    .map(title -> new StoredRun(title, directory));
        }
        boolean run = RunDirectory.isComplete(directory)
                || TITLE.matcher(name).matches()
                        && RECORDS.stream().anyMatch(file -> Files.isRegularFile(directory.resolve(file)));
        return run ? Optional.of(new StoredRun(name, directory)) : Optional.empty();
    }

    /** Returns whether the directory contains a run, or what is left of one. */
    public boolean isPresent() {
        return of(directory).isPresent();
    }

    /** Returns the name of the run without its hash. */
    public String name() {
        return title.replaceFirst("-[0-9a-f]{12}$", "");
    }

    /** Returns the hash of the run; empty if its directory was renamed. */
    public String hash() {
        return TITLE.matcher(title).matches() ? title.substring(title.length() - 12) : "";
    }

    /** Returns whether the directory has its final name, so that the run is finished or damaged. */
    public boolean isComplete() {
        return !directory.getFileName().toString().startsWith(".");
    }

    /** Returns the state; reads the configuration and the provenance of a finished run. */
    public State state() {
        if (!isComplete()) {
            Path lock = directory.resolveSibling(RunDirectory.lock(title));
            return LockFile.isHeld(lock) ? State.RUNNING : State.STOPPED;
        }
        if (damage().isEmpty()) {
            return State.FINISHED;
        }
        return Manifest.isOfOtherVersion(directory) ? State.OTHER_VERSION : State.DAMAGED;
    }

    /** Returns what is wrong with the files of a finished run, as a sentence; empty if nothing is. */
    public Optional<String> damage() {
        if (!isComplete()) {
            return Optional.empty();
        }
        try {
            open();
            return Optional.empty();
        } catch (ExeuntException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Opens a finished run, after checking that its files are present and belong to one run.
     *
     * @throws ExeuntException of category DATA if they do not, or the run is not finished
     */
    public FinishedRun open() {
        FinishedRun run = FinishedRun.open(directory);
        run.identity();
        run.manifest().requireFiles();
        return run;
    }

    /**
     * Returns the inputs of a stopped run.
     *
     * @throws ExeuntException of category DATA if a file is missing or invalid
     */
    public RunInputs inputs() {
        return new RunInputs(
                RecordText.of(directory.resolve(RunRecorder.CONFIG)),
                new RecordJson().read(directory.resolve(RunRecorder.PROVENANCE), Provenance.class, Provenance.SCHEMA),
                ClassDistribution.read(directory.resolve(RunRecorder.CLASSES)));
    }

    /** Returns the main properties, from files that may be modified; empty if they cannot be read. */
    public Optional<Outline> outline() {
        try {
            JsonNode config = new RecordJson().read(directory.resolve(RunRecorder.CONFIG), JsonNode.class);
            String strategy = config.path("strategy").path("type").asText();
            String dataset = config.path("dataset").path("type").asText();
            Outline outline = new Outline(
                    strategy,
                    dataset,
                    config.path("seed").asLong(),
                    rounds(),
                    config.path("training").path("rounds").asInt());
            return strategy.isEmpty() || dataset.isEmpty() ? Optional.empty() : Optional.of(outline);
        } catch (ExeuntException e) {
            return Optional.empty();
        }
    }

    /** Returns the number of rounds in the records; the last line may be incomplete. */
    private int rounds() {
        Path file = directory.resolve(RunRecorder.ROUNDS);
        return Files.notExists(file)
                ? 0
                : RecordText.readLines(file, lines ->
                        (int) lines.filter(line -> line.endsWith("}")).count());
    }

    /** Returns the sizes of all files, in bytes. */
    public long bytes() {
        return files().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the sizes of the files by name, relative to the directory; links in it are not followed. */
    public SortedMap<String, Long> files() {
        SortedMap<String, Long> files = new TreeMap<>();
        try {
            Path real = directory.toRealPath(); // a walk does not follow a link that it starts at
            try (Stream<Path> all = Files.walk(real)) {
                all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                        .forEach(path ->
                                files.put(name(real, path), path.toFile().length()));
            }
        } catch (IOException | UncheckedIOException e) {
            return files; // being deleted, or not readable: as far as known
        }
        return files;
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    /**
     * Deletes a run that is stopped or damaged, unless it has been finished in the meantime.
     *
     * @return whether it was deleted
     * @throws ExeuntException RESOURCE-20 if a process works on it; RESOURCE-29 if its directory contains a link, or a
     *     file or folder that no run creates; RESOURCE-21 if it cannot be deleted
     */
    @SuppressWarnings("try") // the reservation is only held
    public boolean delete() {
        try (RunDirectory reserved = reserve()) {
            boolean deleted = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && (!isComplete() || state() == State.DAMAGED);
            if (deleted) {
                RunDirectory.delete(directory);
            }
            return deleted;
        }
    }

    /**
     * Returns the checkpoints of a stopped run that its newest usable one replaces, and those of a finished run, which
     * needs none.
     */
    public List<Path> superfluousCheckpoints() {
        Checkpoints checkpoints = new Checkpoints(directory);
        return isComplete() ? checkpoints.newestFirst() : checkpoints.superseded();
    }

    /**
     * Deletes the {@link #superfluousCheckpoints}.
     *
     * @throws ExeuntException as {@link #delete}
     */
    public void deleteCheckpoints() {
        try (RunDirectory reserved = reserve()) {
            superfluousCheckpoints().forEach(OwnFiles::delete);
            reserved.cleanUp();
        }
    }

    /** Reserves the directory to delete files in it. */
    private RunDirectory reserve() {
        foreignPath().ifPresent(path -> {
            throw new ExeuntException(
                    Errors.RESOURCE_29,
                    "%s is not deleted: %s is not a file of a run. Move it away, or delete the directory yourself."
                            .formatted(directory, path));
        });
        return RunDirectory.reserve(directory.toAbsolutePath().getParent(), title);
    }

    private Optional<Path> foreignPath() {
        if (hash().isEmpty()) {
            return Optional.of(directory);
        }
        return OwnFiles.attempt(directory, () -> {
            try (Stream<Path> all = Files.walk(directory)) {
                return all.skip(1).filter(path -> !isOwn(path)).findFirst();
            }
        });
    }

    private boolean isOwn(Path path) {
        String name = name(directory, path);
        return OWN_FOLDER.matcher(name).matches() && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                || OWN_FILE.matcher(name).matches() && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }
}
