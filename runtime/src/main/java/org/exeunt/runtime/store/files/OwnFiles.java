package org.exeunt.runtime.store.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * Operations on files and folders that Exeunt creates. Their paths must not be links or special files: writing through
 * a link would overwrite its target, and writing to a pipe would block.
 *
 * <p>Directories given by the user ({@code --runs-dir}, {@code --dir}, {@code --report}) may be links; files and
 * directories that Exeunt creates in them may not. A link created between the check and the opening of the file is
 * detected only if it is symbolic.
 */
public final class OwnFiles {

    private OwnFiles() {}

    /** An operation on a file. */
    @FunctionalInterface
    public interface Operation {
        void run() throws IOException;
    }

    /** An operation on a file with a result. */
    @FunctionalInterface
    public interface Query<T> {
        T run() throws IOException;
    }

    /**
     * Runs an operation that changes a file.
     *
     * @throws ExeuntException RESOURCE-21 with the path if it fails
     */
    public static void attempt(Path file, Operation operation) {
        attempt(file, () -> {
            operation.run();
            return null;
        });
    }

    /**
     * Runs an operation that changes a file, and returns its result.
     *
     * @throws ExeuntException RESOURCE-21 with the path if it fails
     */
    public static <T> T attempt(Path file, Query<T> operation) {
        return run(file, "written", operation);
    }

    /**
     * Returns the result of an operation that reads a file or a folder.
     *
     * @throws ExeuntException RESOURCE-21 with the path if it fails
     */
    public static <T> T read(Path file, Query<T> operation) {
        return run(file, "read", operation);
    }

    private static <T> T run(Path file, String done, Query<T> operation) {
        try {
            return operation.run();
        } catch (IOException e) {
            throw failure(file, done, e);
        } catch (UncheckedIOException e) { // of a stream of paths
            throw failure(file, done, e.getCause());
        }
    }

    private static ExeuntException failure(Path file, String done, IOException cause) {
        // a lock, for example, in a folder that users share
        String owner = cause instanceof AccessDeniedException && Files.exists(file)
                ? " (of the user %s, who can permit or remove it)".formatted(read(file, () -> Files.getOwner(file)))
                : "";
        return new ExeuntException(
                Errors.RESOURCE_21,
                "%s%s cannot be %s: %s. Check the free space and the permissions, or choose another directory."
                        .formatted(file, owner, done, IoMessages.of(cause)),
                cause);
    }

    /**
     * Opens a file to change its content in place.
     *
     * @param options as for {@link FileChannel#open(Path, OpenOption...)}
     * @throws ExeuntException RESOURCE-28 if the path is a link, has a second name (a hard link) or is not a regular
     *     file
     * @throws IOException if the file cannot be opened
     */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        requireReplaceable(file);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && names(file) > 1) {
            throw refused(file, "has a second name (a hard link)", "a file with a single name");
        }
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(file, all);
    }

    /**
     * Checks that a path does not exist or is a regular file, so that it can be replaced.
     *
     * @throws ExeuntException RESOURCE-28 otherwise
     */
    public static void requireReplaceable(Path file) {
        find(file).filter(found -> !found.isRegularFile()).ifPresent(found -> {
            throw refused(file, "is " + kind(found), "a regular file");
        });
    }

    /**
     * Checks that a path does not exist or is a directory.
     *
     * @throws ExeuntException RESOURCE-28 otherwise
     */
    public static void requireFolder(Path folder) {
        find(folder).filter(found -> !found.isDirectory()).ifPresent(found -> {
            throw refused(folder, "is " + kind(found), "a folder");
        });
    }

    /** Deletes a file, or a folder with its contents, if it exists; symbolic links are deleted, not followed. */
    public static void delete(Path folder) {
        attempt(folder, () -> {
            List<Path> contentFirst = List.of();
            try (Stream<Path> all = Files.walk(folder)) {
                contentFirst = all.sorted(Comparator.reverseOrder()).toList();
            } catch (NoSuchFileException e) {
                return;
            }
            for (Path path : contentFirst) {
                Files.delete(path);
            }
        });
    }

    private static Optional<BasicFileAttributes> find(Path path) {
        return attempt(path, () -> {
            try {
                return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        });
    }

    /** Returns the number of hard links of a file; 1 on file systems that do not report it. */
    private static int names(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
                : 1;
    }

    private static String kind(BasicFileAttributes found) {
        if (found.isSymbolicLink()) {
            return "a symbolic link";
        }
        if (found.isDirectory()) {
            return "a folder";
        }
        return found.isRegularFile() ? "a file" : "a pipe, a device or a socket";
    }

    private static ExeuntException refused(Path path, String found, String expected) {
        return new ExeuntException(
                Errors.RESOURCE_28,
                ("%s cannot be written: it %s; expected %s created by Exeunt, or no file. Nothing was"
                                + " written through it. Remove it, or choose another path.")
                        .formatted(path, found, expected));
    }
}
