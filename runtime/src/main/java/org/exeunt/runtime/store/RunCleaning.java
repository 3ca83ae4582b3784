package org.exeunt.runtime.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.checkpoint.Checkpoints;
import org.exeunt.runtime.store.files.RecordErrors;

/**
 * Deletes unfinished and damaged runs and superfluous checkpoints. Every deletion holds the lock of the run, and a
 * directory that contains anything but files of a run, such as a link, is kept.
 */
public final class RunCleaning {
    private static final ErrorCode FOREIGN = ErrorCategory.RESOURCE.code(29);
    private static final Pattern OWN_FILE =
            Pattern.compile("(config|provenance|class-distribution|partition|summary|manifest)\\.json|rounds\\.jsonl"
                    + "|(clients|exits|timings|executor|devices)\\.csv"
                    + "|report\\.html|models(/[^/]+)?|checkpoints(/round-\\d+\\.checkpoint)?"
                    + "|\\.client-states-[^/]*\\.tmp|((models|checkpoints)/)?\\.[^/]+\\.partial");

    private RunCleaning() {}

    /**
     * Returns a path in the directory of a run that no run creates: a link, or a file or folder of another name; empty
     * if there is none.
     */
    public static Optional<Path> foreignPath(StoredRun run) {
        if (run.hash().isEmpty()) {
            return Optional.of(run.directory());
        }
        try (Stream<Path> all = Files.walk(run.directory())) {
            return all.skip(1).filter(path -> !isOwn(run.directory(), path)).findFirst();
        } catch (IOException e) {
            throw RecordErrors.cannotRead(run.directory(), e);
        } catch (UncheckedIOException e) {
            throw RecordErrors.cannotRead(run.directory(), e.getCause());
        }
    }

    private static boolean isOwn(Path run, Path path) {
        String name = run.relativize(path).toString().replace('\\', '/');
        boolean folder = name.equals("models") || name.equals("checkpoints");
        return OWN_FILE.matcher(name).matches()
                && (folder
                        ? Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                        : Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Deletes a run that is stopped or damaged, unless it has been finished in the meantime.
     *
     * @return whether it was deleted
     * @throws ExeuntException RESOURCE-20 if a process works on it; RESOURCE-29 if its directory contains a {@link
     *     #foreignPath}; RESOURCE-21 if it cannot be deleted
     */
    public static boolean delete(StoredRun run) {
        try (RunDirectory reserved = reserve(run)) {
            boolean present = Files.isDirectory(run.directory(), LinkOption.NOFOLLOW_LINKS);
            if (present && (!run.isComplete() || run.damage().isPresent())) {
                reserved.discard(run.directory());
                return true;
            }
            return false;
        }
    }

    /**
     * Returns the checkpoints of a stopped run that its newest usable one replaces, and those of a finished run, which
     * needs none.
     */
    public static List<Path> superfluousCheckpoints(StoredRun run) {
        Checkpoints checkpoints = new Checkpoints(run.directory());
        return run.isComplete() ? checkpoints.newestFirst() : checkpoints.superseded();
    }

    /**
     * Deletes the {@link #superfluousCheckpoints}.
     *
     * @throws ExeuntException as {@link #delete}
     */
    public static void deleteCheckpoints(StoredRun run) {
        try (RunDirectory reserved = reserve(run)) {
            for (Path checkpoint : superfluousCheckpoints(run)) {
                Files.deleteIfExists(checkpoint);
            }
            reserved.cleanUp();
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(run.directory(), e);
        }
    }

    private static RunDirectory reserve(StoredRun run) {
        foreignPath(run).ifPresent(path -> {
            throw new ExeuntException(
                    FOREIGN,
                    "%s is not deleted: %s is not a file of a run. Move it away, or delete the directory yourself."
                            .formatted(run.directory(), path));
        });
        return RunDirectory.reserve(run.directory().toAbsolutePath().getParent(), run.title());
    }
}
