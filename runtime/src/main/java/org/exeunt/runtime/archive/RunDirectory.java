package org.exeunt.runtime.archive;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.files.LockFile;
import org.exeunt.runtime.store.files.OwnFiles;
import org.exeunt.runtime.store.files.RecordErrors;
import org.exeunt.runtime.store.records.Manifest;

/**
 * The directory of a run while it is written: hidden as {@code .<title>.partial}, locked, and renamed to {@code
 * <title>} when it is complete, so that a directory of that name always contains a finished run.
 */
public final class RunDirectory implements AutoCloseable {
    private static final String LAST_FILE = Manifest.FILE;
    private static final String SUFFIX = ".partial";
    private static final String CHECKPOINTS = "checkpoints";

    private final Path finished;
    private final Path partial;
    private final LockFile lock;
    private boolean discardPartial;

    private RunDirectory(Path finished, LockFile lock) {
        this.finished = finished;
        this.partial = partial(finished);
        this.lock = lock;
    }

    /**
     * Reserves the directory of a run, as {@link RunFolder#reserve} does.
     *
     * @param runs the folder of all runs
     */
    static RunDirectory reserve(Path runs, String title) {
        if (!title.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException("'%s' is not the title of a run".formatted(title));
        }
        Path finished = runs.resolve(title);
        AtomicFile.createFolder(runs);
        LockFile lock = LockFile.take(runs.resolve(lock(title))).orElseThrow(() -> RecordErrors.locked(finished));
        RunDirectory directory = new RunDirectory(finished, lock);
        try {
            directory.recover();
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
        return directory;
    }

    /** Returns whether a directory contains a complete run, and nothing remains to be deleted. */
    static boolean isTidy(Path finished) {
        return isComplete(finished)
                && !Files.exists(finished.resolve(CHECKPOINTS))
                && !Files.exists(previous(finished));
    }

    /** Returns whether a directory contains a complete run, that is, the file that is written last. */
    static boolean isComplete(Path run) {
        return Files.isRegularFile(run.resolve(LAST_FILE), LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the file name of the lock of a run. */
    static String lock(String title) {
        return "." + title + ".lock";
    }

    /** Returns the title of an unfinished run whose directory has the given name; empty for other directories. */
    static Optional<String> titleOfPartial(String name) {
        return name.startsWith(".") && name.endsWith(SUFFIX)
                ? Optional.of(name.substring(1, name.length() - SUFFIX.length()))
                : Optional.empty();
    }

    /** Returns the hidden directory of a run while it is not finished. */
    static Path partial(Path finished) {
        return finished.resolveSibling("." + finished.getFileName() + SUFFIX);
    }

    /** Returns the directory of the finished run, which may not exist yet. */
    public Path finished() {
        return finished;
    }

    /** Returns whether this run was finished before. */
    public boolean isFinished() {
        return Files.isDirectory(finished);
    }

    /** Creates the directory to write to, empty, and returns it; deletes the files of an earlier unfinished run. */
    public Path create() {
        OwnFiles.requireFolder(finished);
        delete(partial);
        discardPartial = true;
        return OwnFiles.attempt(partial, () -> Files.createDirectory(partial));
    }

    /** Returns the directory of this run if it was stopped before. */
    public Optional<Path> stopped() {
        return Optional.of(partial).filter(Files::isDirectory);
    }

    /** Returns the directories of other stopped runs with a name, except for those in progress. */
    public List<Path> stoppedRunsNamed(String name) {
        return new RunFolder(partial.getParent())
                .runs().stream()
                        .filter(run ->
                                run.name().equals(name) && !run.directory().equals(partial))
                        .filter(run -> !run.isComplete() && run.state() == StoredRun.State.STOPPED)
                        .map(StoredRun::directory)
                        .toList();
    }

    /**
     * Returns the directory that {@link #stopped} returned, to continue in it; deletes models, which are written last.
     */
    public Path resume() {
        OwnFiles.requireFolder(finished);
        markIncomplete(partial);
        OwnFiles.delete(partial.resolve("models"));
        return partial;
    }

    /** Keeps the files if the run fails from now on. */
    public void keepPartial() {
        discardPartial = false;
    }

    /**
     * Renames the directory to that of the finished run, replacing an earlier one, deletes its checkpoints, and returns
     * it.
     */
    public Path finish() {
        delete(previous(finished));
        AtomicFile.syncFolder(partial);
        if (isFinished()) {
            move(finished, previous(finished));
        }
        move(partial, finished);
        cleanUp();
        return finished;
    }

    /**
     * Deletes files that a finished run does not keep, including those left by a process that was killed while
     * deleting. Deletes nothing if the run is incomplete or its directory is a symbolic link.
     */
    public void cleanUp() {
        if (!Files.isSymbolicLink(finished) && isComplete(finished)) {
            // only after renaming: otherwise a process killed in between would leave nothing to resume from
            OwnFiles.delete(finished.resolve(CHECKPOINTS));
            delete(previous(finished));
        }
    }

    /** Completes the renaming that a killed process had started. An incomplete directory is never renamed. */
    private void recover() {
        OwnFiles.requireFolder(partial);
        OwnFiles.requireFolder(previous(finished));
        if (!Files.exists(finished, LinkOption.NOFOLLOW_LINKS) && isComplete(partial)) {
            move(partial, finished);
        }
    }

    private static void move(Path from, Path to) {
        OwnFiles.attempt(to, () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
        AtomicFile.syncFolder(to.toAbsolutePath().getParent());
    }

    /**
     * Deletes a run, the last-written file first, so that the rest is not mistaken for a complete run if the process is
     * killed.
     */
    static void delete(Path run) {
        markIncomplete(run);
        OwnFiles.delete(run);
    }

    private static void markIncomplete(Path run) {
        if (isComplete(run)) {
            OwnFiles.delete(run.resolve(LAST_FILE));
            AtomicFile.syncFolder(run);
        }
    }

    private static Path previous(Path finished) {
        return finished.resolveSibling("." + finished.getFileName() + ".former");
    }

    /** Releases the directory; deletes files that were created here and neither finished nor marked to be kept. */
    @Override
    public void close() {
        try (lock) {
            if (discardPartial) {
                delete(partial);
            }
        }
    }
}
