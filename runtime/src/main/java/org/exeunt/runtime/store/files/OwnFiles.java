package org.exeunt.runtime.store.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * Checks that a path Exeunt writes to is not a link or special file: writing through a link would overwrite its target,
 * and writing to a pipe would block.
 *
 * <p>Directories given by the user ({@code --runs-dir}, {@code --dir}, {@code --report}) may be links; files and
 * directories that Exeunt creates in them may not. A link created between the check and the opening of the file is
 * detected only if it is symbolic.
 */
public final class OwnFiles {
    /** Error code for a link or a special file at a path to be written. */
    public static final ErrorCode NOT_OWN = ErrorCategory.RESOURCE.code(28);

    private OwnFiles() {}

    /**
     * Opens a file to change its content in place.
     *
     * @param options as for {@link FileChannel#open(Path, OpenOption...)}
     * @throws ExeuntException RESOURCE-28 if the path is a link, has a second name (a hard link) or is not a regular
     *     file
     * @throws IOException if the file cannot be opened
     */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        Optional<BasicFileAttributes> found = find(file);
        found.ifPresent(attributes -> require(file, attributes.isRegularFile(), attributes, "a regular file"));
        if (found.isPresent() && names(file) > 1) {
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
        find(file).ifPresent(attributes -> require(file, attributes.isRegularFile(), attributes, "a regular file"));
    }

    /**
     * Checks that a path does not exist or is a directory.
     *
     * @throws ExeuntException RESOURCE-28 otherwise
     */
    public static void requireFolder(Path folder) {
        find(folder).ifPresent(attributes -> require(folder, attributes.isDirectory(), attributes, "a folder"));
    }

    private static Optional<BasicFileAttributes> find(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ExeuntException(
                    ErrorCategory.RESOURCE.code(21),
                    "%s cannot be written: %s. Check space and rights of the disk, or choose another output directory."
                            .formatted(path, IoMessages.of(e)),
                    e);
        }
    }

    /** Returns the number of hard links of a file; 1 on file systems that do not report it. */
    private static int names(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return 1;
        }
        try {
            return (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static void require(Path path, boolean accepted, BasicFileAttributes found, String expected) {
        if (!accepted) {
            throw refused(path, "is " + kind(found), expected);
        }
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
                NOT_OWN,
                ("%s cannot be written: it %s; expected %s created by Exeunt, or no file. Nothing was"
                                + " written through it. Remove it, or choose another path.")
                        .formatted(path, found, expected));
    }
}
