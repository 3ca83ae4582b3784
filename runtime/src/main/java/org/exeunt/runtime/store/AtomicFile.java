package org.exeunt.runtime.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.exeunt.api.data.OwnFiles;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;

/** Writes files so that a reader sees the old content or the new one, never a part, whenever the process or the machine stops. */
public final class AtomicFile {
    /** A file cannot be written. */
    public static final ErrorCode REFUSED = ErrorCategory.RESOURCE.code(21);

    private static final int BUFFER = 1 << 16;

    private AtomicFile() {}

    /**
     * Writes a file, in place of one that may be there.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if it cannot be written; then nothing is left of the attempt
     */
    public static void write(Path file, byte[] content) {
        write(file, out -> out.write(content));
    }

    /** Writes the content of a file piece by piece. */
    public interface Writing {
        /** Writes all of it. */
        void to(OutputStream out) throws IOException;
    }

    /**
     * Writes a file, in place of one that may be there.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if it cannot be written; then nothing is left of the attempt
     */
    public static void write(Path file, Writing content) {
        place(file, content);
        syncNames(file.toAbsolutePath().getParent());
    }

    /**
     * Writes as {@link #write(Path, Writing)} does, but its name is durable only after {@link #syncNames}: of many files in one folder, that is half
     * the time.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if it cannot be written; then nothing is left of the attempt
     */
    public static void place(Path file, Writing content) {
        Path partial = file.resolveSibling("." + file.getFileName() + ".partial");
        OwnFiles.requireReplaceable(file);
        OwnFiles.requireReplaceable(partial);
        try {
            Files.deleteIfExists(partial); // of a process that was killed
            try (FileChannel out = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(out), BUFFER);
                content.to(buffered);
                buffered.flush();
                out.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            remove(partial, e);
            throw RecordErrors.cannotWrite(file, e);
        } catch (RuntimeException | Error e) {
            remove(partial, e);
            throw e;
        }
    }

    private static void remove(Path partial, Throwable because) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** Writes a text in UTF-8. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Makes a folder and those it lies in, where they are not there yet.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if it cannot be made
     */
    public static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(folder, e);
        }
    }

    /**
     * Makes the names of all files in a folder durable.
     *
     * @throws org.exeunt.api.error.ExeuntException of category RESOURCE if the disk refuses
     */
    public static void syncNames(Path folder) {
        try {
            syncFolder(folder);
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(folder, e);
        }
    }

    /** Makes a move within a folder durable, where the system can (Windows cannot open a folder, and need not). */
    static void syncFolder(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }
}
