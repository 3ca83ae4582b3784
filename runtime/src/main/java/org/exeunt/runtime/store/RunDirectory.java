package org.exeunt.runtime.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.exeunt.api.data.OwnFiles;

/**
 * One run's directory while it is written: hidden under {@code .<title>.partial}, locked, and moved to {@code <title>} when it is complete, so
 * that a directory of that name is always a finished run.
 */
public final class RunDirectory implements AutoCloseable {
    private static final String LAST_WRITTEN = Manifest.FILE;

    private final Path finished;
    private final Path partial;
    private final RunLock lock;
    private boolean discardPartial;

    private RunDirectory(Path finished, Path partial, RunLock lock) {
        this.finished = finished;
        this.partial = partial;
        this.lock = lock;
    }

    /**
     * Reserves a run's place; makes no directory but {@code runs} yet.
     *
     * @param runs the directory of all runs
     * @param title of the run: a file name
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if another writer has it, or the disk refuses
     */
    public static RunDirectory reserve(Path runs, String title) {
        if (!title.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException(
                    "'%s' cannot name a run: letters, digits, '-', '_' and '.', no '.' first".formatted(title));
        }
        Path finished = runs.resolve(title);
        try {
            Files.createDirectories(runs);
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(runs, e);
        }
        RunLock lock = RunLock.take(runs.resolve("." + title + ".lock"), finished);
        RunDirectory directory = new RunDirectory(finished, partial(runs, title), lock);
        try {
            directory.recover();
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
        return directory;
    }

    /** Returns whether a directory holds a run with everything that belongs to it: the file that is written last. */
    static boolean isComplete(Path run) {
        return Files.isRegularFile(run.resolve(LAST_WRITTEN), LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns where a run of that title is while it is not finished. */
    static Path partial(Path runs, String title) {
        return runs.resolve("." + title + ".partial");
    }

    /** Returns the directory of the finished run, which may not be there yet. */
    public Path finished() {
        return finished;
    }

    /** Returns whether this run was finished before. */
    public boolean isFinished() {
        return Files.isDirectory(finished);
    }

    /** Makes the directory to write to, without anything a run that was killed may have left, and returns it. */
    public Path begin() {
        try {
            OwnFiles.requireFolder(finished);
            discard(partial);
            discardPartial = true;
            return Files.createDirectory(partial);
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(partial, e);
        }
    }

    /** Returns what a run that was stopped has left, if it has. */
    public Optional<Path> left() {
        return Optional.of(partial).filter(Files::isDirectory);
    }

    /** Returns what runs of a name but this one have left that were stopped; none that is being written. */
    public List<Path> leftOfOthers(String name) {
        String pattern = "\\.(" + Pattern.quote(name) + "-[0-9a-f]+)\\.partial";
        try (Stream<Path> found = Files.list(partial.getParent())) {
            return found.filter(path -> path.getFileName().toString().matches(pattern))
                    .filter(path -> !path.equals(partial))
                    .filter(path -> !RunLock.isHeld(
                            path.resolveSibling(path.getFileName().toString().replaceAll("partial$", "lock"))))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(partial, e);
        }
    }

    /** Returns the directory that {@link #left} named, to go on in; models, which are written last, are removed. */
    public Path goOn() {
        OwnFiles.requireFolder(finished);
        try {
            markIncomplete(partial);
            Directories.delete(partial.resolve("models"));
            return partial;
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(partial, e);
        }
    }

    /** Says that what is written is worth keeping even if the run fails. */
    public void keepPartial() {
        discardPartial = false;
    }

    /** Gives the directory its name, in place of an earlier finished run, without its checkpoints, and returns it. */
    public Path finish() {
        if (!isComplete(partial)) {
            throw RecordErrors.disturbed(partial.resolve(LAST_WRITTEN), "was removed before the run had its name");
        }
        try {
            discard(former());
            if (isFinished()) {
                Files.move(finished, former(), StandardCopyOption.ATOMIC_MOVE);
            }
            AtomicFile.syncFolder(partial);
            name(partial);
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(finished, e);
        }
        clear();
        return finished;
    }

    /**
     * Removes what a finished run does not keep; a process that was killed while it did so may have left some of it.
     * Nothing is removed through a link in the place of the run, nor as long as the run is not complete.
     */
    public void clear() {
        if (Files.isSymbolicLink(finished) || !isComplete(finished)) {
            return;
        }
        try {
            // not before the run has its name: a process killed between the two would have nothing to go on from
            Directories.delete(finished.resolve("checkpoints"));
            discard(former());
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(finished, e);
        }
    }

    /**
     * Ends what a process that was killed had begun: if there is no finished run, gives a complete one its name, or the
     * former one its name back. What is not complete never gets the name.
     */
    private void recover() {
        OwnFiles.requireFolder(partial);
        OwnFiles.requireFolder(former());
        if (Files.exists(finished, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            if (isComplete(partial)) {
                name(partial);
            } else if (isComplete(former())) {
                name(former());
            }
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(finished, e);
        }
    }

    private void name(Path run) throws IOException {
        Files.move(run, finished, StandardCopyOption.ATOMIC_MOVE);
        AtomicFile.syncFolder(finished.toAbsolutePath().getParent());
    }

    /** Deletes a run in such an order that what a killed process leaves of it is not taken for complete. */
    private static void discard(Path run) throws IOException {
        markIncomplete(run);
        Directories.delete(run);
    }

    private static void markIncomplete(Path run) throws IOException {
        if (isComplete(run)) {
            Files.delete(run.resolve(LAST_WRITTEN));
            AtomicFile.syncFolder(run);
        }
    }

    private Path former() {
        return finished.resolveSibling("." + finished.getFileName() + ".former");
    }

    /** Ends the writing: what was begun here and not finished is removed unless it is to be kept. */
    @Override
    public void close() {
        try (lock) {
            if (discardPartial) {
                discard(partial);
            }
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(partial, e);
        }
    }
}
