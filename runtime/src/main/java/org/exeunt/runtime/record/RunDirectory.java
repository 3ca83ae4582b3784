package org.exeunt.runtime.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One run's directory while it is written: hidden under {@code .<title>.partial}, locked, and moved to {@code <title>} when it is complete, so
 * that a directory of that name is always a finished run.
 */
public final class RunDirectory implements AutoCloseable {
    private final Path finished;
    private final Path partial;
    private final RunLock lock;
    private boolean removePartial;

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
        directory.mend();
        return directory;
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
            Folders.delete(partial);
            removePartial = true;
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
        try {
            Folders.delete(partial.resolve("models"));
            return partial;
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(partial, e);
        }
    }

    /** Says that what is written is worth keeping even if the run fails. */
    public void keepPartial() {
        removePartial = false;
    }

    /** Gives the directory its name, in place of an earlier finished run, without its checkpoints, and returns it. */
    public Path finish() {
        try {
            Folders.delete(former());
            if (isFinished()) {
                Files.move(finished, former(), StandardCopyOption.ATOMIC_MOVE);
            }
            WholeFile.syncFolder(partial);
            Files.move(partial, finished, StandardCopyOption.ATOMIC_MOVE);
            WholeFile.syncFolder(finished.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(finished, e);
        }
        clear();
        return finished;
    }

    /** Removes what is not needed next to a finished run; a process that was killed while it did so may have left some of it. */
    public void clear() {
        try {
            // not before the run has its name: a process killed between the two would have nothing to go on from
            Folders.delete(finished.resolve("checkpoints"));
            Folders.delete(former());
            Folders.delete(partial);
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(finished, e);
        }
    }

    /** Ends a {@link #finish} in which a process was killed when the earlier run had left its place and the new one, whole, not yet come. */
    private void mend() {
        if (isFinished() || !Files.isDirectory(former())) {
            return;
        }
        try {
            Files.move(Files.isDirectory(partial) ? partial : former(), finished, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            lock.close();
            throw RecordErrors.cannotWrite(finished, e);
        }
    }

    private Path former() {
        return finished.resolveSibling("." + finished.getFileName() + ".former");
    }

    /** Ends the writing: what was begun and not finished is removed unless it is to be kept; what was there before stays. */
    @Override
    public void close() {
        try (lock) {
            if (removePartial) {
                Folders.delete(partial);
            }
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(partial, e);
        }
    }
}
