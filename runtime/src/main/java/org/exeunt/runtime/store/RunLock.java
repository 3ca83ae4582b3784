package org.exeunt.runtime.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.exeunt.api.data.OwnFiles;

/**
 * Keeps a second writer out of a run directory; ends with the process, however that ends.
 *
 * <p>The lock file is removed with the lock. Between opening a file and locking it, its former holder may have removed it: so the holder
 * writes a word of its own and makes sure that the file of that name is the one it has locked.
 *
 * <p>Where locks are of POSIX, a process that closes a file, however it came to be open, gives up all its locks on it. So what was opened to read the word
 * stays open as long as the lock, and no file is opened that this process has locked already.
 */
final class RunLock implements AutoCloseable {
    /** Where the lock lies: beyond the content, so that others can read who holds it where locks also forbid reading. */
    private static final long PLACE = Long.MAX_VALUE - 1;

    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final FileChannel witness;

    private RunLock(Path file, FileChannel channel, FileChannel witness) {
        this.file = file;
        this.channel = channel;
        this.witness = witness;
    }

    /** Takes the lock, or refuses at once in the name of the directory it stands for. */
    static RunLock take(Path file, Path directory) {
        Path real = real(file);
        if (!HELD_HERE.add(real)) {
            throw RecordErrors.locked(directory, pid());
        }
        RunLock taken = null;
        try {
            while (taken == null) {
                taken = attempt(real, directory);
            }
            return taken;
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        } finally {
            if (taken == null) {
                HELD_HERE.remove(real);
            }
        }
    }

    /** Returns whether somebody has the lock, or may have it. */
    static boolean isHeld(Path file) {
        Path real = real(file);
        // taken meanwhile, so that no other thread locks a file that this one is about to close
        if (!HELD_HERE.add(real)) {
            return true;
        }
        try (FileChannel channel = OwnFiles.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.tryLock(PLACE, 1, false) == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (AccessDeniedException e) {
            return true; // somebody else's
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        } finally {
            HELD_HERE.remove(real);
        }
    }

    private static Path real(Path file) {
        try {
            return file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        }
    }

    /** Returns null if the file was removed between opening and locking it. */
    private static RunLock attempt(Path file, Path directory) throws IOException {
        RunLock lock = null;
        FileChannel channel =
                OwnFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock(PLACE, 1, false) == null) {
                throw RecordErrors.locked(directory, word(channel).split(" ")[0]);
            }
            lock = witnessed(file, channel);
            return lock;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    private static RunLock witnessed(Path file, FileChannel channel) throws IOException {
        String word = pid() + " " + UUID.randomUUID();
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(word.getBytes(StandardCharsets.UTF_8)), 0);
        FileChannel witness = null;
        boolean isStill = false;
        try {
            witness = OwnFiles.open(file, StandardOpenOption.READ);
            isStill = word(witness).equals(word);
            return isStill ? new RunLock(file, channel, witness) : null;
        } catch (NoSuchFileException e) {
            return null;
        } finally {
            if (witness != null && !isStill) {
                witness.close();
            }
        }
    }

    private static String word(FileChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    @Override
    public void close() {
        try (channel;
                witness) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
