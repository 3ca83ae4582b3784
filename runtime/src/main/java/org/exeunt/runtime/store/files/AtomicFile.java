package org.exeunt.runtime.store.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import org.exeunt.api.data.Sha256;

/**
 * Writes files atomically: a reader finds the old or the new content, never a part, whenever the process or the machine
 * stops.
 */
public final class AtomicFile {

    private static final int BUFFER = 1 << 16;

    private AtomicFile() {}

    /**
     * Writes a file, replacing an existing one.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if the file cannot be written; no partial file
     *     remains
     */
    public static void write(Path file, byte[] content) {
        write(file, out -> out.write(content));
    }

    /** Writes the content of a file in pieces. */
    public interface ContentWriter {
        /** Writes the whole content. */
        void writeTo(OutputStream out) throws IOException;

        /** Returns the SHA-256 of the content in lower-case hexadecimal digits, without writing it anywhere. */
        default String sha256() {
            MessageDigest digest = Sha256.digest();
            try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                writeTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e); // nothing is written
            }
            return Sha256.of(digest);
        }
    }

    /**
     * Writes a file, replacing an existing one.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if the file cannot be written; no partial file
     *     remains
     */
    public static void write(Path file, ContentWriter content) {
        writeUnsynced(file, content);
        syncFolder(file.toAbsolutePath().getParent());
    }

    /**
     * Writes a file as {@link #write(Path, ContentWriter)} does, but without flushing its name to disk, which {@link
     * #syncFolder} does. This halves the time to write many files to one folder.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if the file cannot be written; no partial file
     *     remains
     */
    public static void writeUnsynced(Path file, ContentWriter content) {
        Path partial = partial(file);
        OwnFiles.requireReplaceable(file);
        OwnFiles.requireReplaceable(partial);
        writeThenMove(partial, file, () -> {
            try (FileChannel out = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(out), BUFFER);
                content.writeTo(buffered);
                buffered.flush();
                out.force(true);
            }
        });
    }

    /**
     * Writes a new folder with files; it appears under its name only when it is complete.
     *
     * @param files content by path within the folder
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if the path exists or cannot be written; no
     *     partial folder remains
     */
    public static void writeFolder(Path folder, Map<String, byte[]> files) {
        Path partial = partial(folder);
        OwnFiles.requireFolder(partial);
        writeThenMove(partial, folder, () -> {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(folder.toString());
            }
            Files.createDirectory(partial);
            files.forEach((name, content) -> {
                Path file = partial.resolve(name);
                createFolder(file.getParent());
                writeUnsynced(file, out -> out.write(content));
            });
            syncFolder(partial);
        });
        syncFolder(folder.toAbsolutePath().getParent());
    }

    private static Path partial(Path path) {
        return path.resolveSibling("." + path.getFileName() + ".partial");
    }

    private static void writeThenMove(Path partial, Path path, OwnFiles.Operation writing) {
        OwnFiles.attempt(path, () -> {
            OwnFiles.delete(partial); // left by a process that was killed
            try {
                writing.run();
                Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                OwnFiles.delete(partial);
            }
        });
    }

    /** Writes a text in UTF-8. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Creates a folder and its parents if they do not exist.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if it cannot be created
     */
    public static void createFolder(Path folder) {
        OwnFiles.attempt(folder, () -> {
            try {
                Files.createDirectories(folder);
            } catch (FileAlreadyExistsException e) { // or a link to a disk that is not mounted
                throw new NotDirectoryException(e.getFile());
            }
        });
    }

    /**
     * Flushes the names of all files in a folder to disk where the system supports it; Windows neither can nor needs
     * to.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if that fails
     */
    public static void syncFolder(Path folder) {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            OwnFiles.attempt(folder, () -> {
                try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                    directory.force(true);
                }
            });
        }
    }
}
