package org.exeunt.api.data;

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
 * Requires that a name Exeunt writes to leads to nothing but Exeunt's own file or folder: through a link, the file or
 * folder it leads to would be overwritten; a pipe would be waited for without end.
 *
 * <p>Folders that a user names ({@code --runs-dir}, {@code --dir}, {@code --report}) may be links, what Exeunt makes in them
 * may not. Between the check and the opening, only a symbolic link is still refused.
 */
public final class OwnFiles {
    /** A link or a special file is in the place of a file or folder to be written. */
    public static final ErrorCode NOT_OWN = ErrorCategory.RESOURCE.code(28);

    private OwnFiles() {}

    /**
     * Opens a file whose content is changed in place.
     *
     * @param options as of {@link FileChannel#open(Path, OpenOption...)}
     * @throws ExeuntException RESOURCE-28 if it is a link, has a second name (a hard link) or is no regular file
     * @throws IOException if the disk refuses
     */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        Optional<BasicFileAttributes> found = find(file);
        found.ifPresent(attributes -> require(file, attributes.isRegularFile(), attributes, "a regular file"));
        if (found.isPresent() && names(file) > 1) {
            throw refused(file, "has a second name (a hard link)", "a file of one name");
        }
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(file, all);
    }

    /**
     * Requires that a name is free or that of a regular file, whose place another one may take.
     *
     * @throws ExeuntException RESOURCE-28 otherwise
     */
    public static void requireReplaceable(Path file) {
        find(file).ifPresent(attributes -> require(file, attributes.isRegularFile(), attributes, "a regular file"));
    }

    /**
     * Requires that a name is free or that of a folder.
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

    /** Returns how many names a file has, where the system tells. */
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

    private static void require(Path path, boolean ours, BasicFileAttributes found, String expected) {
        if (!ours) {
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
                ("%s cannot be written: it %s; expected %s of Exeunt alone, or nothing. Nothing was written through it."
                                + " Remove it, or write elsewhere.")
                        .formatted(path, found, expected));
    }
}
