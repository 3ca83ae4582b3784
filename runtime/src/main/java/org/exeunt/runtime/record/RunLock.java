package org.exeunt.runtime.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Keeps a second writer out of a run directory; ends with the process, however that ends.
 *
 * <p>The lock file is removed with the lock. Between opening a file and locking it, its former holder may have removed it: so the holder
 * writes a word of its own and makes sure that the file of that name is the one it has locked.
 */
final class RunLock implements AutoCloseable {
    /** Where the lock lies: beyond the content, so that others can read who holds it where locks also forbid reading. */
    private static final long PLACE = Long.MAX_VALUE - 1;

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock, or refuses at once in the name of the directory it stands for. */
    static RunLock take(Path file, Path directory) {
        try {
            while (true) {
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                if (!locked(channel)) {
                    channel.close();
                    throw RecordErrors.locked(directory, holder(file));
                }
                if (isStill(file, channel)) {
                    return new RunLock(file, channel);
                }
                channel.close();
            }
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock(PLACE, 1, false);
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static boolean isStill(Path file, FileChannel channel) throws IOException {
        String word = ProcessHandle.current().pid() + " " + UUID.randomUUID();
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(word.getBytes(StandardCharsets.UTF_8)), 0);
        try {
            return Files.readString(file).equals(word);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static String holder(Path file) throws IOException {
        try {
            return Files.readString(file).split(" ")[0];
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        }
    }
}
